{#
  The `materialized` hint for an expensive CTE that is read once, written after its `as`: the CTE is computed once.
  Differs: Postgres takes a join of several expressions for a few rows, and computes one that is read once again for each row of what it is joined to.
#}
{% macro materialized() %} {{ return(adapter.dispatch("materialized", "ml_monitor")()) }}{% endmacro %}
{% macro default__materialized() %} {% endmacro %}
{% macro postgres__materialized() %} materialized{% endmacro %}
