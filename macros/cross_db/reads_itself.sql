{#
  Whether a model that dbt makes anew, such as by a root project's `+full_refresh: true`, can still read the rows that it had: then nothing is lost that way either.
  Differs: dbt-spark drops a table before it builds it anew.
#}
{% macro reads_itself() %} {{ return(adapter.dispatch("reads_itself", "ml_monitor")()) }}{% endmacro %}
{% macro default__reads_itself() %}
    {% if not execute or flags.WHICH not in ["run", "build"] %} {% do return(false) %} {% endif %}
    {% set last = load_relation(this) %}
    {% do return(last is not none and not last.is_view) %}
{% endmacro %}
{% macro spark__reads_itself() %} {% do return(is_incremental()) %} {% endmacro %}
