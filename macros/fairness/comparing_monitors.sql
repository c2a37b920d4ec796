{# The monitors that compare groups. Without any the models of groups are empty, and no engine plans their queries. #}
{% macro comparing_monitors() %} {% do return(ml_monitor.monitors() | selectattr("fairness_entries") | list) %} {% endmacro %}


{# Those whose rates are estimated from calibrated chances: none where no Python model can fit a calibration. #}
{% macro monitors_with_chances() %}
    {% set monitors = ml_monitor.comparing_monitors() if ml_monitor.has_python_models() else [] %}
    {% do return(monitors | selectattr("problem_type", "equalto", "classification_binary") | selectattr("estimated_fairness") | list) %}
{% endmacro %}
