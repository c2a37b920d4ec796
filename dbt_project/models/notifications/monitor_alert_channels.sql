-- depends_on: {{ ref('monitor_config') }}
{%- set rows = [] %}
{%- for monitor in ml_monitor.monitors() %}
    {%- for channel in monitor.alert_channels %}
        {%- do rows.append(
            {
                "monitor_name": monitor.name,
                "channel": channel.name,
                "min_severity": channel.min_severity,
                "mention": channel.mention or ":none",
                "template": channel.template or ":none",
                "repeats_in_doubt": channel.repeats_in_doubt,
                "repeat_after_hours": channel.repeat_after_hours,
                "owner": monitor.owner,
                "tags": channel.tags or ":none",
            }
        ) %}
    {%- endfor %}
{%- endfor %}
with
    channels as (
        {{
            ml_monitor.constants(
                {
                    "monitor_name": "text",
                    "channel": "text",
                    "min_severity": "text",
                    "mention": "text",
                    "template": "text",
                    "repeats_in_doubt": "truth",
                    "repeat_after_hours": "whole",
                    "owner": "text",
                    "tags": "text",
                },
                rows,
            )
        }}
    )

select *
from channels
