-- depends_on: {{ ref('monitor_config') }}
{%- set rows = [] %}
{%- for monitor in ml_monitor.monitors() %}
    {%- for column in ml_monitor.columns_of_monitor(monitor) %}
        {%- do rows.append(
            {
                "monitor_name": monitor.name,
                "column_name": column.name,
                "column_role": column.role,
                "column_group": "target" if column.role == "target" else "inputs",
                "feature_type": column.feature_type,
                "column_index": column.index,
                "class_index": column.class_index,
                "is_in_reconstruction": monitor.has_reconstruction_error and column.name in monitor.reconstruction_columns,
            }
        ) %}
    {%- endfor %}
{%- endfor %}
with
    columns_of_monitors as (
        {{
            ml_monitor.constants(
                {
                    "monitor_name": "text",
                    "column_name": "text",
                    "column_role": "text",
                    "column_group": "text",
                    "feature_type": "text",
                    "column_index": "whole",
                    "class_index": "whole",
                    "is_in_reconstruction": "truth",
                },
                rows,
            )
        }}
    )

select *
from columns_of_monitors
