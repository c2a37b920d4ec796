{#
  A column name of the user's, quoted always: it may be a reserved word, hold spaces, capitals or the quote character itself.
  Differs: Spark and BigQuery quote with backticks.
#}
{% macro quoted(column_name) %} {{ return(adapter.dispatch("quoted", "ml_monitor")(column_name)) }}{% endmacro %}
{% macro default__quoted(column_name) %} {{ return('"' ~ column_name | replace('"', '""') ~ '"') }}{% endmacro %}
{# Spark and BigQuery quote with backticks. #}
{% macro spark__quoted(column_name) %} {{ return("`" ~ column_name | replace("`", "``") ~ "`") }}{% endmacro %}
{% macro bigquery__quoted(column_name) %} {{ return("`" ~ column_name | replace("\\", "\\\\") | replace("`", "\\`") ~ "`") }}{% endmacro %}
