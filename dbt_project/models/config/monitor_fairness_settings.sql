{#- Which groups are compared and how: one row per entry of `fairness` and metric of groups. -#}
-- depends_on: {{ ref('monitor_config') }}
{%- set rows = [] %}
{%- for monitor in ml_monitor.comparing_monitors() %}
    {%- for entry in monitor.fairness_entries %}
        {%- for metric in ml_monitor.group_metrics() if metric.problem_type == monitor.problem_type %}
            {%- do rows.append(
                {
                    "monitor_name": monitor.name,
                    "segment_column": entry.segment,
                    "segment_number": entry.segment_number,
                    "reference_group": entry.reference_group,
                    "min_group_rows": entry.min_group_rows,
                    "min_group_positives": entry.min_group_positives,
                    "metric_name": metric.name,
                    "compared_name": metric.compared_name,
                    "is_judged": metric.name in entry.metrics,
                    "is_ratio": metric.is_ratio,
                    "loss_name": metric.get("loss"),
                }
            ) %}
        {%- endfor %}
    {%- endfor %}
{%- endfor %}
with
    settings as (
        {{
            ml_monitor.constants(
                {
                    "monitor_name": "text",
                    "segment_column": "text",
                    "segment_number": "whole",
                    "reference_group": "text",
                    "min_group_rows": "whole",
                    "min_group_positives": "whole",
                    "metric_name": "text",
                    "compared_name": "text",
                    "is_judged": "truth",
                    "is_ratio": "truth",
                    "loss_name": "text",
                },
                rows,
            )
        }}
    )

select *
from settings
