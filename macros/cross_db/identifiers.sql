{#
  A column name of the user's, quoted always: it may be a reserved word, hold spaces, capitals or the quote character itself.
#}
{% macro quoted(column_name) %} {{ return(adapter.dispatch("quoted", "ml_monitor")(column_name)) }}{% endmacro %}
{% macro default__quoted(column_name) %} {{ return('"' ~ column_name | replace('"', '""') ~ '"') }}{% endmacro %}
{# Spark and BigQuery quote with backticks. #}
{% macro spark__quoted(column_name) %} {{ return("`" ~ column_name | replace("`", "``") ~ "`") }}{% endmacro %}
{% macro bigquery__quoted(column_name) %} {{ return("`" ~ column_name | replace("\\", "\\\\") | replace("`", "\\`") ~ "`") }}{% endmacro %}


{# Names of columns in the spelling by which the engine tells quoted names apart. One call for a whole list: a dispatch takes dbt its time. #}
{% macro identifier_keys(names) %} {{ return(adapter.dispatch("identifier_keys", "ml_monitor")(names)) }}{% endmacro %}
{# Postgres and Snowflake: quoted names keep their case. #}
{% macro default__identifier_keys(names) %} {{ return(names | list) }}{% endmacro %}
{# These fold case even within quotes. #}
{% macro duckdb__identifier_keys(names) %} {{ return(names | map("lower") | list) }}{% endmacro %}
{% macro spark__identifier_keys(names) %} {{ return(names | map("lower") | list) }}{% endmacro %}
{% macro bigquery__identifier_keys(names) %} {{ return(names | map("lower") | list) }}{% endmacro %}
