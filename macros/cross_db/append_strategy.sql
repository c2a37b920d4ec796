{#
  The incremental strategy that only adds rows: for what is never deleted.
  Differs: BigQuery has none of that name; its merge without a key adds every row.
#}
{% macro append_strategy() %} {{ return(adapter.dispatch("append_strategy", "ml_monitor")()) }}{% endmacro %}
{% macro default__append_strategy() %} {{ return("append") }}{% endmacro %}
{% macro bigquery__append_strategy() %} {{ return("merge") }}{% endmacro %}
