{#
  Whether a table that is built anew can read what it was before: not on Spark, where dbt drops it first.
  Differs: dbt-spark drops a table before it builds it anew.
#}
{% macro can_read_last_state() %} {{ return(adapter.dispatch("can_read_last_state", "ml_monitor")()) }}{% endmacro %}
{% macro default__can_read_last_state() %}
    {% if not execute or flags.WHICH not in ["run", "build"] or should_full_refresh() %} {% do return(false) %} {% endif %}
    {# A view, such as `dbt clone` makes or `materialized: view` has left, may read the table's own name. #}
    {% set last = load_relation(this) %}
    {% do return(last is not none and not last.is_view) %}
{% endmacro %}
{% macro spark__can_read_last_state() %} {% do return(false) %} {% endmacro %}
