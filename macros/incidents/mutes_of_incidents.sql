{#
  The mutes of monitor_mutes that cover incidents: of an incident, the reason of a mute that ends by date or never (`muted_by`), and the id of one that ends with the
  incident (`mute_until_closed`, whose first incident the log remembers). A mute of a metric covers an incident whose alerts are all of that metric.
#}
{% macro mutes_of_incidents() %}
    select
        incident_id,
        max(case when not until_closed then reason end) as muted_by,
        max(case when until_closed then mute_id end) as mute_until_closed,
        max(case when until_closed then reason end) as mute_until_closed_reason
    from
        (
            select
                spans.incident_id,
                mutes.until_closed,
                case when mutes.reason = ':none' then 'a mute without a reason' else mutes.reason end as reason,
                {{
                    dbt.hash(
                        dbt.concat(
                            [
                                "mutes.monitor_name",
                                "'|'",
                                "mutes.column_name",
                                "'|'",
                                "mutes.metric_name",
                                "case when mutes.kind = ':all' then '' else " ~ dbt.concat(["'|'", "mutes.kind"]) ~ " end",
                                "'|'",
                                "mutes.reason",
                            ]
                        )
                    )
                }} as mute_id
            from {{ ref("monitor_incident_spans") }} as spans
            inner join
                {{ ref("monitor_mutes") }} as mutes
                on mutes.monitor_name in (':all', spans.monitor_name)
                and mutes.column_name in (':all', spans.column_name)
                and mutes.kind in (':all', spans.kind)
                and (mutes.until_date is null or mutes.until_date > {{ ml_monitor.now() }})
            left join
                {{ ref("monitor_metrics") }} as others
                on {{ ml_monitor.same("spans", "others", ml_monitor.segment_grain()) }}
                and mutes.metric_name not in (':all', others.metric_name)
                and others.period = 'analysis'
                and others.is_worse
                and others.chunk_index between spans.opened_chunk_index and spans.last_alert_chunk_index
                and {{ ml_monitor.incident_kind("others") }} = spans.kind
                and {{ ml_monitor.incident_column("others") }} = spans.column_name
            where others.metric_id is null
        ) as covering
    group by incident_id
{% endmacro %}
