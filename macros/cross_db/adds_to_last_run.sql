{#
  Whether a model that keeps its results adds to those of the last run, or computes all.
  Differs: dbt's is_incremental() knows dbt's own materialization only, and Spark needs the package's.
#}
{% macro adds_to_last_run() %} {{ return(adapter.dispatch("adds_to_last_run", "ml_monitor")()) }}{% endmacro %}
{% macro default__adds_to_last_run() %}
    {# One model can be run alone, where the first node has checked nothing; added to by a strategy that deletes nothing, it would hold stale rows. #}
    {% set errors = ml_monitor.setting_errors([model]) if not execute or is_incremental() else [] %}
    {% if errors %} {% do ml_monitor.raise_errors([], errors) %} {% endif %}
    {% do return(is_incremental()) %}
{% endmacro %}
{% macro spark__adds_to_last_run() %}
    {% if not execute or model.config.materialized != "current_versions" or should_full_refresh() %} {% do return(false) %} {% endif %}
    {% set last = load_relation(this) %}
    {% do return(last is not none and not last.is_view) %}
{% endmacro %}
