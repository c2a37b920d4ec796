{#
  Statements that change a table, so that a reader sees it as it was before all of them or after.
  Differs: Snowflake commits every statement by itself unless told otherwise; dbt's other adapters open a transaction per model.
#}
{% macro in_one_transaction(statements) %} {{ return(adapter.dispatch("in_one_transaction", "ml_monitor")(statements)) }}{% endmacro %}
{% macro default__in_one_transaction(statements) %} {{ return(statements) }}{% endmacro %}
{% macro snowflake__in_one_transaction(statements) %} {{ return("begin;\n" ~ statements ~ "commit;\n") }}{% endmacro %}
