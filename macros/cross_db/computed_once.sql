{#
  A condition that is always true, for the `where` of a common table expression that is read several times and should be computed once.
  Differs: Spark writes such an expression out at each place it is read, unless it holds something random.
#}
{% macro computed_once() %} {{ return(adapter.dispatch("computed_once", "ml_monitor")()) }}{% endmacro %}
{% macro default__computed_once() %} 1 = 1{% endmacro %}
{% macro spark__computed_once() %} rand() is not null{% endmacro %}
