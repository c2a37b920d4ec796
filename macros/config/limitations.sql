{#
  What a monitor does not have because of what its settings leave out, or because dbt runs no Python models here: sentences for monitor_status. `:none` if nothing is
  missing.
#}
{% macro limitations(raw) %}
    {% set sentences = [] %}
    {% if raw.get("y_true") is none %} {% do sentences.append("without y_true there is no realized and no estimated performance") %}
    {% elif raw.get("y_pred") is none %} {% do sentences.append("without y_pred there is no realized and no estimated performance") %}
    {% elif raw.problem_type == "classification_binary" and raw.get("y_pred_proba") is none %}
        {% do sentences.append("without y_pred_proba there is no estimated performance, no roc_auc and no average_precision") %}
    {% endif %}
    {% if not ml_monitor.has_python_models() %} {% do sentences.append(ml_monitor.limitations_without_python()) %} {% endif %}
    {% do return(sentences | join("; ") if sentences else ":none") %}
{% endmacro %}
