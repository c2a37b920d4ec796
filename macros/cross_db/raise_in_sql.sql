{#
  An expression that stops the query with the given text as its message.
  Differs: Postgres and Snowflake have no function that stops a query.
#}
{% macro raise_in_sql(message) %} {{ return(adapter.dispatch("raise_in_sql", "ml_monitor")(message)) }}{% endmacro %}
{# Postgres and Snowflake have no such function; a text that cannot become a number is quoted in their error. #}
{% macro default__raise_in_sql(message) %} cast(cast({{ message }} as integer) as {{ dbt.type_string() }}){% endmacro %}
{% macro duckdb__raise_in_sql(message) %} cast(error({{ message }}) as {{ dbt.type_string() }}){% endmacro %}
{% macro spark__raise_in_sql(message) %} cast(raise_error({{ message }}) as {{ dbt.type_string() }}){% endmacro %}
{% macro bigquery__raise_in_sql(message) %} cast(error({{ message }}) as {{ dbt.type_string() }}){% endmacro %}
