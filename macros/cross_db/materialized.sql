{#
  Written behind the `as` of a common table expression that is read once and is dear: it is computed once.
  Differs: Postgres takes a join of several expressions for a few rows, and computes one that is read once again for each row of what it is joined to.
#}
{% macro materialized() %} {{ return(adapter.dispatch("materialized", "ml_monitor")()) }}{% endmacro %}
{% macro default__materialized() %} {% endmacro %}
{% macro postgres__materialized() %} materialized{% endmacro %}
