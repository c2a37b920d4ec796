{#
  Whether the package's Python models run here: on DuckDB with dbt-core 1 (dbt 2 runs none there) and on Databricks; on open-source Spark if dbt runs
  in the process of the session (docs/engines/spark.md), which only the user knows: `vars.ml_monitor_python_models` says so, and can also switch them
  off. On Snowflake they are off until somebody has run them there; the same variable switches them on (docs/engines/snowflake-and-bigquery.md).
  The same test is in the yml of the Python models, where no macro can be called.
  Differs: dbt runs Python models on few engines.
#}
{% macro has_python_models() %}
    {% set by_engine = target.type == "databricks" or (target.type == "duckdb" and dbt_version.startswith("1.")) %}
    {% do return(var("ml_monitor_python_models", by_engine)) %}
{% endmacro %}


{# What is missing where they do not run, for the log and monitor_status. #}
{% macro limitations_without_python() %}
    {% do return(
        "dbt runs no Python models here (" ~ target.type ~ "): no multivariate drift and no estimated performance; docs/engines says where it does"
    ) %}
{% endmacro %}
