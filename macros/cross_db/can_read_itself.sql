{#
  Whether a model that dbt makes anew, such as by a root project's `+full_refresh: true`, can still read the rows that it had: then nothing is lost that way either.
  Differs: dbt-spark drops a table before it builds it anew.
#}
{% macro can_read_itself() %} {{ return(adapter.dispatch("can_read_itself", "ml_monitor")()) }}{% endmacro %}
{% macro default__can_read_itself() %} {% do return(true) %} {% endmacro %}
{% macro spark__can_read_itself() %} {% do return(false) %} {% endmacro %}
