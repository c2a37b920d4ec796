{# Whether the model that is being built has rows that it can read. #}
{% macro reads_itself() %}
    {% if not execute or flags.WHICH not in ["run", "build"] %} {% do return(false) %} {% endif %}
    {% if not ml_monitor.can_read_itself() %} {% do return(is_incremental()) %} {% endif %}
    {% set last = load_relation(this) %}
    {% do return(last is not none and not last.is_view) %}
{% endmacro %}
