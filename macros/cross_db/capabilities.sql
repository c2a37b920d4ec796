{#
  Whether dbt can run Python models on this engine. The same test stands in the yml of the Python models, where no macro can be called.
#}
{% macro has_python_models() %}
    {% do return(target.type in ["snowflake", "databricks", "bigquery"] or (target.type == "duckdb" and dbt_version.startswith("1."))) %}
{% endmacro %}
