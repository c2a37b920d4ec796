{#
  Names of columns in the spelling by which the engine tells quoted names apart. One call for a whole list: a dispatch takes dbt its time.
  Differs: some engines fold the case of names even within quotes.
#}
{% macro identifier_keys(names) %} {{ return(adapter.dispatch("identifier_keys", "ml_monitor")(names)) }}{% endmacro %}
{# Postgres and Snowflake: quoted names keep their case. #}
{% macro default__identifier_keys(names) %} {{ return(names | list) }}{% endmacro %}
{# These fold case even within quotes. #}
{% macro duckdb__identifier_keys(names) %} {{ return(names | map("lower") | list) }}{% endmacro %}
{% macro spark__identifier_keys(names) %} {{ return(names | map("lower") | list) }}{% endmacro %}
{% macro bigquery__identifier_keys(names) %} {{ return(names | map("lower") | list) }}{% endmacro %}
