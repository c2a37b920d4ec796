{#
  Whether the package's Python models run on this engine: so far they speak DuckDB's relations only, and dbt 2 runs none there. The same test stands in the yml of the Python models, where no macro can be called.
#}
{% macro has_python_models() %} {% do return(target.type == "duckdb" and dbt_version.startswith("1.")) %} {% endmacro %}
