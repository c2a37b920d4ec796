{# The names of the metrics of one family in the registry that can be asked for, narrowed by feature type or problem type where given. #}
{% macro metric_names(registry, family, feature_type=none, problem_type=none) %}
    {% set names = [] %}
    {% for metric in registry if family in metric.families and not (metric.get("judges_estimates") or metric.get("is_of_segments") or metric.get("is_of_estimates")) %}
        {% if (feature_type is none or feature_type in metric.feature_types) and (
            problem_type is none or problem_type in metric.get("problem_types", [problem_type])
        ) %}
            {% do names.append(metric.name) %}
        {% endif %}
    {% endfor %}
    {% do return(names) %}
{% endmacro %}


{# The names of the metrics whose entry has a key that is true. #}
{% macro metrics_with(registry, key) %}
    {% set names = [] %}
    {% for metric in registry if metric.get(key) %} {% do names.append(metric.name) %} {% endfor %}
    {% do return(names) %}
{% endmacro %}


{# Whether an expression names one of these metrics. #}
{% macro is_metric_with(metric_name, key) -%}
    {{ metric_name }} in ('{{ ml_monitor.metrics_with(ml_monitor.metric_registry(), key) | join("', '") }}')
{%- endmacro %}


{# Whether an expression names one of the statistics that compare distribution functions. #}
{% macro compares_ecdfs(metric_name) -%} {{ ml_monitor.is_metric_with(metric_name, "compares_ecdfs") }} {%- endmacro %}


{# Whether a monitor asks for a statistic that compares distribution functions. #}
{% macro needs_ecdf(raw, registry) %}
    {% for metric in registry if metric.get("compares_ecdfs") and metric.name in (raw.get("continuous_methods") or []) %}
        {% do return(true) %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}


{# The statistics of shares that any of the monitors asks for: only they are computed. #}
{% macro used_share_methods(monitors) %}
    {% set asked = [] %}
    {% for monitor in monitors %} {% do asked.extend(monitor.continuous_methods + monitor.categorical_methods) %} {% endfor %}
    {% set used = [] %}
    {% for metric in ml_monitor.metric_registry() if "univariate_drift" in metric.families and not metric.get("compares_ecdfs") %}
        {% if metric.name in asked %} {% do used.append(metric.name) %} {% endif %}
    {% endfor %}
    {% do return(used) %}
{% endmacro %}
