{#
  Where an incident is, in words for the end of its finding: ' only in region west', ' in all 4 values of region', or nothing. One row per incident of a monitor with segments.
  The incidents of segments with the same kind and column at the same time tell it, those of segments that lie within its own. Of several entries of `segments`, the one counts in
  which the smallest part of the judged segments have such an incident, of equal ones that with fewer to name. An incident of a segment that says nothing of where in it names the segment.
  Arguments: the names of a relation of incidents with the columns of monitor_incident_spans, and of one made by segments_within().
#}
{% macro places_of_incidents(spans, wider) %}
    with
        -- A segment is compared with those of its entry within each one that holds all of its rows.
        judged_segments as (
            select
                judged.monitor_name,
                wider.wider_column,
                wider.wider_value,
                judged.segment_column,
                judged.kind,
                judged.column_name,
                count(distinct judged.segment_value) as judged_count
            from
                (
                    select distinct {{ ml_monitor.incident_series("metrics") }}
                    from {{ ref("monitor_metrics") }} as metrics
                    inner join {{ ref("monitor_config") }} as config on metrics.monitor_name = config.monitor_name
                    where metrics.segment_column <> ':all' and {{ ml_monitor.is_in_incident_series("metrics", "config") }}
                ) as judged
            inner join {{ wider }} as wider on {{ ml_monitor.same("judged", "wider", ml_monitor.segment_grain()) }}
            group by judged.monitor_name, wider.wider_column, wider.wider_value, judged.segment_column, judged.kind, judged.column_name
        ),

        alerting_segments as ({{ ml_monitor.alerting_segments(spans, wider) }}),

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
                and {{ ml_monitor.same("ordered", "judged_segments", ["segment_column", "wider_column", "wider_value"]) }}
            group by ordered.incident_id, ordered.segment_column, ordered.own_segment_column, ordered.own_segment_value
        )

    select
        incident_id,
        case
            when own_segment_column = segment_column
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
                    order by
                        case when own_segment_column = segment_column then 1 else 0 end,
                        cast(alerting_count as {{ ml_monitor.type_double() }}) / judged_count,
                        case when alerting_count < judged_count then alerting_count else 0 end,
                        judged_count desc,
                        segment_column
                ) as place
            from counted
            -- Within a segment only what can be named says more than the segment.
            where own_segment_column in (':all', segment_column) or (alerting_count <= 3 and alerting_count < judged_count)
        ) as placed
    where place = 1
{% endmacro %}
