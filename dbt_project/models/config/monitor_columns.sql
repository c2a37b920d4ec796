-- depends_on: {{ ref('monitor_config') }}
{%- set monitors = ml_monitor.monitors() %}
with
    columns_of_monitors as (
        {% for monitor in monitors %}
            {% for column in ml_monitor.columns_of_monitor(monitor) %}
                select
                    {{ ml_monitor.text(monitor.name) }} as monitor_name,
                    {{ ml_monitor.text(column.name) }} as column_name,
                    {{ ml_monitor.text(column.role) }} as column_role,
                    {{ ml_monitor.text("target" if column.role == "target" else "inputs") }} as column_group,
                    {{ ml_monitor.text(column.feature_type) }} as feature_type,
                    {{ ml_monitor.whole(column.index) }} as column_index,
                    {{ ml_monitor.whole(column.class_index) }} as class_index,
                    {{ ml_monitor.truth(monitor.has_reconstruction_error and column.name in monitor.reconstruction_columns) }}
                    as is_in_reconstruction
                union all
            {% endfor %}
        {% endfor %}
        {{
            ml_monitor.no_rows(
                {
                    "monitor_name": "text",
                    "column_name": "text",
                    "column_role": "text",
                    "column_group": "text",
                    "feature_type": "text",
                    "column_index": "whole",
                    "class_index": "whole",
                    "is_in_reconstruction": "truth",
                }
            )
        }}
    )

select *
from columns_of_monitors
