{#
  Whether a table that is built anew can read what it was before: not on Spark, where dbt drops it first.
  Differs: dbt-spark drops a table before it builds it anew.
#}
{% macro can_read_last_state() %} {{ return(adapter.dispatch("can_read_last_state", "ml_monitor")()) }}{% endmacro %}
{% macro default__can_read_last_state() %}
    {% do return(execute and flags.WHICH in ["run", "build"] and not should_full_refresh() and load_relation(this) is not none) %}
{% endmacro %}
{% macro spark__can_read_last_state() %} {% do return(false) %} {% endmacro %}
