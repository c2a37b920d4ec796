{#
  A column name of the user's, quoted always: it may be a reserved word, hold spaces, capitals or the quote character itself.
#}
{% macro quoted(column_name) %} {{ return(adapter.dispatch("quoted", "ml_monitor")(column_name)) }}{% endmacro %}
{% macro default__quoted(column_name) %} {{ return('"' ~ column_name | replace('"', '""') ~ '"') }}{% endmacro %}
{# Spark and BigQuery quote with backticks. #}
{% macro spark__quoted(column_name) %} {{ return("`" ~ column_name | replace("`", "``") ~ "`") }}{% endmacro %}
{% macro bigquery__quoted(column_name) %} {{ return("`" ~ column_name | replace("\\", "\\\\") | replace("`", "\\`") ~ "`") }}{% endmacro %}


{# Whether two spellings name the same quoted column. #}
{% macro is_same_identifier(one, other) %} {{ return(adapter.dispatch("is_same_identifier", "ml_monitor")(one, other)) }}{% endmacro %}
{# Postgres and Snowflake: quoted names keep their case. #}
{% macro default__is_same_identifier(one, other) %} {{ return(one == other) }}{% endmacro %}
{# These fold case even within quotes. #}
{% macro duckdb__is_same_identifier(one, other) %} {{ return(one | lower == other | lower) }}{% endmacro %}
{% macro spark__is_same_identifier(one, other) %} {{ return(one | lower == other | lower) }}{% endmacro %}
{% macro bigquery__is_same_identifier(one, other) %} {{ return(one | lower == other | lower) }}{% endmacro %}
