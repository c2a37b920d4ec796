{#
  Where an incident is, in words for the end of its finding: ' only in region west', ' in all 4 values of region', or nothing. One row per incident of a monitor with segments.
  The incidents of segments with the same kind and column at the same time tell it. Of several entries of `segments`, the one counts in which the fewest of the judged
  segments have such an incident, and of equal ones that with the most segments.
  Argument: the name of a relation of incidents with the columns of monitor_incident_spans.
#}
{% macro places_of_incidents(spans) %}
    with
        judged_segments as (
            select monitor_name, segment_column, kind, column_name, count(distinct segment_value) as judged_count
            from
                (
                    select distinct {{ ml_monitor.incident_series("metrics") }}
                    from {{ ref("monitor_metrics") }} as metrics
                    inner join {{ ref("monitor_config") }} as config on metrics.monitor_name = config.monitor_name
                    where metrics.segment_column <> ':all' and {{ ml_monitor.is_in_incident_series("metrics", "config") }}
                ) as judged
            group by monitor_name, segment_column, kind, column_name
        ),

        alerting_segments as (
            select
                spans.incident_id,
                segments.segment_column,
                segments.segment_value,
                spans.segment_column as own_segment_column,
                spans.segment_value as own_segment_value,
                max(segments.times_threshold) as times_threshold
            from {{ spans }} as spans
            inner join
                {{ spans }} as segments
                on {{ ml_monitor.same("spans", "segments", ["monitor_name", "kind", "column_name"]) }}
                and segments.segment_column <> ':all'
                and spans.segment_column in (':all', segments.segment_column)
                -- An incident of a segment began alone, also where others follow later.
                and (spans.segment_column = ':all' or segments.opened_chunk_index <= spans.opened_chunk_index + 1)
                and (spans.closed_chunk_index is null or spans.closed_chunk_index >= segments.opened_chunk_index)
                and (segments.closed_chunk_index is null or segments.closed_chunk_index >= spans.opened_chunk_index)
            group by spans.incident_id, segments.segment_column, segments.segment_value, spans.segment_column, spans.segment_value
        ),

        counted as (
            select
                ordered.incident_id,
                ordered.segment_column,
                ordered.own_segment_column,
                ordered.own_segment_value,
                count(*) as alerting_count,
                max(judged_segments.judged_count) as judged_count,
                max(case when ordered.place = 1 then ordered.segment_value end)
                || coalesce(max(case when ordered.place = 2 then ', ' || ordered.segment_value end), '')
                || coalesce(max(case when ordered.place = 3 then ', ' || ordered.segment_value end), '') as alerting_values
            from
                (
                    select
                        alerting_segments.*,
                        row_number() over (partition by incident_id, segment_column order by times_threshold desc, segment_value) as place
                    from alerting_segments
                ) as ordered
            inner join {{ spans }} as spans on ordered.incident_id = spans.incident_id
            inner join
                judged_segments
                on {{ ml_monitor.same("spans", "judged_segments", ["monitor_name", "kind", "column_name"]) }}
                and ordered.segment_column = judged_segments.segment_column
            group by ordered.incident_id, ordered.segment_column, ordered.own_segment_column, ordered.own_segment_value
        )

    select
        incident_id,
        case
            when own_segment_column <> ':all'
            then
                case when alerting_count = 1 and judged_count > 1 then ' only in ' else ' in ' end
                || segment_column
                || ' '
                || own_segment_value
            when judged_count < 2
            then ''
            when alerting_count = judged_count
            then ' in all ' || cast(judged_count as {{ dbt.type_string() }}) || ' values of ' || segment_column
            when alerting_count <= 3
            then ' only in ' || segment_column || ' ' || alerting_values
            else
                ' in '
                || cast(alerting_count as {{ dbt.type_string() }})
                || ' of '
                || cast(judged_count as {{ dbt.type_string() }})
                || ' values of '
                || segment_column
        end as told_place
    from
        (
            select
                counted.*,
                row_number() over (
                    partition by incident_id
                    order by cast(alerting_count as {{ ml_monitor.type_double() }}) / judged_count, judged_count desc, segment_column
                ) as place
            from counted
        ) as placed
    where place = 1
{% endmacro %}
