{#
  Of the values that an input usually has, the share that is missing, new or outside the reference's range, in the latest alerting chunk of each input incident of
  monitor_incident_spans: 0 is as in the reference, 1 is all of them. A label that has not come is not missing.
#}
{% macro affected_shares() %}
    select
        incident_id,
        -- What the reference has no values of cannot lose them.
        case
            when row_count > 0 and usual_missing_share < 1
            then
                ((foreign_count + missing_count) / cast(row_count as {{ ml_monitor.type_double() }}) - usual_missing_share)
                / (1 - usual_missing_share)
        end as affected_share
    from
        (
            select
                spans.incident_id,
                case when watched.column_role = 'target' then chunks.labelled_row_count else chunks.row_count end as row_count,
                coalesce(counts.foreign_count, 0) as foreign_count,
                case when watched.column_role = 'target' then 0 else coalesce(counts.missing_count, 0) end as missing_count,
                case
                    when watched.column_role = 'target' then 0 else coalesce(usual.missing_count, 0) / usual_rows.row_count
                end as usual_missing_share
            from {{ ref("monitor_incident_spans") }} as spans
            inner join
                {{ ref("monitor_chunks") }} as chunks
                on spans.monitor_name = chunks.monitor_name
                and spans.last_alert_chunk_index = chunks.chunk_index
                and chunks.period = 'analysis'
            inner join {{ ref("monitor_columns") }} as watched on {{ ml_monitor.same("spans", "watched", ["monitor_name", "column_name"]) }}
            inner join
                (
                    select monitor_name, cast(sum(row_count) as {{ ml_monitor.type_double() }}) as row_count
                    from {{ ref("monitor_chunks") }}
                    where period = 'reference'
                    group by monitor_name
                ) as usual_rows
                on spans.monitor_name = usual_rows.monitor_name
            left join
                (
                    select
                        broken.incident_id,
                        sum(case when counted.bin_type = 'missing' then counted.row_count else 0 end) as missing_count,
                        sum(case when counted.bin_type = 'missing' then 0 else counted.row_count end) as foreign_count
                    from {{ ref("monitor_distributions") }} as counted
                    inner join
                        {{ ref("monitor_incident_spans") }} as broken
                        on {{ ml_monitor.same("counted", "broken", ["monitor_name", "column_name"]) }}
                        and counted.chunk_index = broken.last_alert_chunk_index
                    where
                        counted.period = 'analysis'
                        and counted.bin_type in ('missing', 'unseen', 'below', 'above')
                        and broken.kind = 'input'
                    group by broken.incident_id
                ) as counts
                on spans.incident_id = counts.incident_id
            left join
                (
                    select monitor_name, column_name, sum(row_count) as missing_count
                    from {{ ref("monitor_distributions") }}
                    where period = 'reference' and bin_type = 'missing'
                    group by monitor_name, column_name
                ) as usual
                on {{ ml_monitor.same("spans", "usual", ["monitor_name", "column_name"]) }}
            where spans.kind = 'input'
        ) as counted
{% endmacro %}
