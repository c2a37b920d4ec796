{# The monitors that compare groups. Without any the models of groups are empty, and no engine plans their queries. #}
{% macro comparing_monitors() %} {% do return(ml_monitor.monitors() | selectattr("fairness_entries") | list) %} {% endmacro %}
