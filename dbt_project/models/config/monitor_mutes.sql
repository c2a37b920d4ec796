-- depends_on: {{ ref('monitor_config') }}
{%- do ml_monitor.monitors() %}
{%- set rows = [] %}
{%- for mute in ml_monitor.raw_mutes() if execute %}
    {%- set until = mute.get("until") %}
    {%- do rows.append(
        {
            "monitor_name": ":all" if mute.get("monitor") is none else mute.monitor,
            "column_name": mute.get("column") or ":all",
            "metric_name": mute.get("metric") or ":all",
            "kind": mute.get("kind") or ":all",
            "until_date": none if until in [none, "closed"] else ml_monitor.time_literal(until),
            "until_closed": until == "closed",
            "reason": mute.get("reason") or ":none",
        }
    ) %}
{%- endfor %}
with
    mutes as (
        {{
            ml_monitor.constants(
                {
                    "monitor_name": "text",
                    "column_name": "text",
                    "metric_name": "text",
                    "kind": "text",
                    "until_date": "time",
                    "until_closed": "truth",
                    "reason": "text",
                },
                rows,
            )
        }}
    )

select *
from mutes
