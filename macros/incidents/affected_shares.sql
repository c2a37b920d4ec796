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
                case when watched.column_role = 'target' then slices.labelled_row_count else slices.row_count end as row_count,
                coalesce(counts.foreign_count, 0) as foreign_count,
                case when watched.column_role = 'target' then 0 else coalesce(counts.missing_count, 0) end as missing_count,
                case
                    when watched.column_role = 'target' then 0 else coalesce(usual.missing_count, 0) / usual_rows.row_count
                end as usual_missing_share
            from {{ ref("monitor_incident_spans") }} as spans
            inner join {{ ref("monitor_segments") }} as segments on {{ ml_monitor.same("spans", "segments", ml_monitor.segment_grain()) }}
            inner join
                {{ ref("monitor_slices") }} as slices
                on {{ ml_monitor.same("segments", "slices", ["monitor_name", "segment_index"]) }}
                and spans.last_alert_chunk_index = slices.chunk_index
                and slices.period = 'analysis'
            inner join {{ ref("monitor_columns") }} as watched on {{ ml_monitor.same("spans", "watched", ["monitor_name", "column_name"]) }}
            inner join
                (
                    select monitor_name, segment_index, cast(sum(row_count) as {{ ml_monitor.type_double() }}) as row_count
                    from {{ ref("monitor_slices") }}
                    where period = 'reference'
                    group by monitor_name, segment_index
                ) as usual_rows
                on {{ ml_monitor.same("segments", "usual_rows", ["monitor_name", "segment_index"]) }}
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
                    inner join
                        {{ ref("monitor_segments") }} as broken_segments
                        on {{ ml_monitor.same("broken", "broken_segments", ml_monitor.segment_grain()) }}
                        and counted.segment_index = broken_segments.segment_index
                    where
                        counted.period = 'analysis'
                        and counted.bin_type in ('missing', 'unseen', 'below', 'above')
                        and broken.kind = 'input'
                    group by broken.incident_id
                ) as counts
                on spans.incident_id = counts.incident_id
            left join
                (
                    select monitor_name, segment_index, column_name, sum(row_count) as missing_count
                    from {{ ref("monitor_distributions") }}
                    where period = 'reference' and bin_type = 'missing'
                    group by monitor_name, segment_index, column_name
                ) as usual
                on {{ ml_monitor.same("segments", "usual", ["monitor_name", "segment_index"]) }}
                and spans.column_name = usual.column_name
            where spans.kind = 'input'
        ) as counted
{% endmacro %}
