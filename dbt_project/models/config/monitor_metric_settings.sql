-- depends_on: {{ ref('monitor_config') }}
{%- set registry = ml_monitor.metric_registry() %}
{%- set rows = [] %}
{%- for monitor in ml_monitor.monitors() %}
    {%- for metric in ml_monitor.metrics_of_monitor(monitor, registry) %}
        {%- do rows.append(
            {
                "monitor_name": monitor.name,
                "metric_family": metric.family,
                "metric_name": metric.name,
                "feature_type": metric.feature_type,
                "loss_name": metric.loss,
                "true_class_index": metric.get("true_class_index"),
                "predicted_class_index": metric.get("predicted_class_index"),
                "is_used_in_ranking": metric.is_ranked,
                "threshold_type": metric.threshold.type,
                "threshold_lower_parameter": metric.threshold.lower,
                "threshold_upper_parameter": metric.threshold.upper,
                "threshold_offset_from": metric.threshold.offset_from,
                "lower_limit": metric.lower_limit,
                "upper_limit": metric.upper_limit,
                "limit_removes_threshold": metric.limit_removes_threshold,
                "worse_direction": metric.worse,
                "significance_level": metric.get("significance_level"),
                "needs_labels": metric.needs_labels,
            }
        ) %}
    {%- endfor %}
{%- endfor %}
with
    settings as (
        {{
            ml_monitor.constants(
                {
                    "monitor_name": "text",
                    "metric_family": "text",
                    "metric_name": "text",
                    "feature_type": "text",
                    "loss_name": "text",
                    "true_class_index": "whole",
                    "predicted_class_index": "whole",
                    "is_used_in_ranking": "truth",
                    "threshold_type": "text",
                    "threshold_lower_parameter": "real",
                    "threshold_upper_parameter": "real",
                    "threshold_offset_from": "text",
                    "lower_limit": "real",
                    "upper_limit": "real",
                    "limit_removes_threshold": "truth",
                    "worse_direction": "text",
                    "significance_level": "real",
                    "needs_labels": "truth",
                },
                rows,
            )
        }}
    )

select *
from settings
