{#
  Whether a kept table can lose columns that it needs no more; elsewhere they stay, without a value.
  Differs: Spark cannot take a column from Parquet files, and Postgres refuses while a view reads the column.
#}
{% macro can_drop_columns() %} {{ return(adapter.dispatch("can_drop_columns", "ml_monitor")()) }}{% endmacro %}
{% macro default__can_drop_columns() %} {% do return(true) %} {% endmacro %}
{% macro postgres__can_drop_columns() %} {% do return(false) %} {% endmacro %}
{% macro spark__can_drop_columns() %} {% do return(false) %} {% endmacro %}
