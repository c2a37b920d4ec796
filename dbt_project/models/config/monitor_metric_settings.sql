-- depends_on: {{ ref('monitor_config') }}
{%- set monitors = ml_monitor.monitors() %}
with
    settings as (
        {% for monitor in monitors %}
            {% for metric in ml_monitor.metrics_of_monitor(monitor) %}
                select
                    {{ ml_monitor.text(monitor.name) }} as monitor_name,
                    {{ ml_monitor.text(metric.family) }} as metric_family,
                    {{ ml_monitor.text(metric.name) }} as metric_name,
                    {{ ml_monitor.text(metric.feature_type) }} as feature_type,
                    {{ ml_monitor.text(metric.loss) }} as loss_name,
                    {{ ml_monitor.whole(metric.get("true_class_index")) }} as true_class_index,
                    {{ ml_monitor.whole(metric.get("predicted_class_index")) }} as predicted_class_index,
                    {{ ml_monitor.truth(metric.is_ranked) }} as is_used_in_ranking,
                    {{ ml_monitor.text(metric.threshold.type) }} as threshold_type,
                    {{ ml_monitor.real(metric.threshold.lower) }} as threshold_lower_parameter,
                    {{ ml_monitor.real(metric.threshold.upper) }} as threshold_upper_parameter,
                    {{ ml_monitor.text(metric.threshold.offset_from) }} as threshold_offset_from,
                    {{ ml_monitor.real(metric.lower_limit) }} as lower_limit,
                    {{ ml_monitor.real(metric.upper_limit) }} as upper_limit,
                    {{ ml_monitor.truth(metric.limit_removes_threshold) }} as limit_removes_threshold,
                    {{ ml_monitor.text(metric.worse) }} as worse_direction
                union all
            {% endfor %}
        {% endfor %}
        {{
            ml_monitor.no_rows(
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
                }
            )
        }}
    )

select *
from settings
