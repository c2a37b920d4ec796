{#
  The index of a segment: 1000 for each setting of `segments` and the place of its value, the most frequent one first. So the setting can be read off it. `:null` and `:other`
  have places that no value can have.
#}
{% macro segment_index(segment, place) %}
    {% do return(segment.number * 1000 + {":null": 998, ":other": 999}.get(place, place)) %}
{% endmacro %}


{# The segments of a monitor from the whole reference, all but that of everything; `pending`: the monitors whose segments are to be found. #}
{% macro segments_of_relation(monitor, pending) %}
    {%- for segment in monitor.segments %}
        select
            {{ ml_monitor.plain_text(monitor.name) }} as monitor_name,
            {{ ml_monitor.plain_text(segment.name) }} as segment_column,
            '{{ "expression" if segment.expression is not none else ("crossing" if segment.columns | length > 1 else "column") }}'
            as segment_type,
            case
                when segment_place > 0
                then {{ ml_monitor.segment_index(segment, 0) }} + segment_place
                when segment_place = -1
                then {{ ml_monitor.segment_index(segment, ":null") }}
                else {{ ml_monitor.segment_index(segment, ":other") }}
            end as segment_index,
            case when segment_place > 0 then max(segment_text) when segment_place = -1 then ':null' else ':other' end as segment_value,
            sum(row_count) as reference_row_count
        from
            (
                {% set counted -%}
                    {{ ml_monitor.counted_segment_texts(monitor, segment, pending) }}
                    -- There is always a segment for what comes later.
                    union all
                    select {{ ml_monitor.text(none) }} as segment_text, 0 as row_count
                    from {{ pending }}
                    where monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
                    union all
                    select ':other' as segment_text, 0 as row_count
                    from {{ pending }}
                    where monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
                {%- endset -%}
                {{ ml_monitor.placed_segments(monitor, counted) }}
            ) as grouped
        group by segment_place {{ "union all" if not loop.last }}
    {%- endfor %}
{% endmacro %}


{# The values of one entry of `segments` in the whole reference, each with its rows; `pending`: the monitors whose segments are to be found, or none for any. #}
{% macro counted_segment_texts(monitor, segment, pending=none) %}
    select source_rows.segment_text, count(*) as row_count
    from
        (
            select {{ ml_monitor.segment_text(monitor, "reference", "source_rows", segment) }} as segment_text
            from {{ ml_monitor.rows_with_expressions(monitor, "reference") }} as source_rows
            {%- if pending is not none %}
                inner join {{ pending }} as pending_monitors on pending_monitors.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
            {%- endif %}
        ) as source_rows
    group by source_rows.segment_text
{% endmacro %}


{#
  Such values in the order in which they are segments: `segment_place` is the place of a segment of its own, -1 is `:null` and -2 is `:other`.
  `counted`: a select of segment_text and row_count.
#}
{% macro placed_segments(monitor, counted) %}
    select
        segment_text,
        row_count,
        place,
        case
            when segment_text is null
            then -1
            -- A value with the name of a group that the package makes would be taken for it.
            when segment_text in (':all', ':null', ':other') or place > {{ monitor.max_segment_values }}
            then -2
            else place
        end as segment_place
    from
        (
            select
                counted.*,
                row_number() over (
                    order by
                        case when segment_text is null or segment_text in (':all', ':null', ':other') then 1 else 0 end,
                        row_count desc,
                        segment_text
                ) as place
            from ({{ counted }}) as counted
        ) as placed
{% endmacro %}


{# The joins of `source_rows` to the segments of a monitor by which segment_of_row() tells that of a row. #}
{% macro segment_joins(monitor, period) %}
    {%- for segment in monitor.segments %}
        left join
            (
                select segment_index, segment_value
                from {{ ref("monitor_segments") }}
                where
                    monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
                    and segment_index > {{ ml_monitor.segment_index(segment, 0) }}
                    and segment_index < {{ ml_monitor.segment_index(segment, ":null") }}
            ) as known_{{ segment.number }}
            on {{ ml_monitor.segment_text(monitor, period, "source_rows", segment) }} = known_{{ segment.number }}.segment_value
    {%- endfor %}
{% endmacro %}


{# The index of the segment that a row lies in by one setting. #}
{% macro segment_of_row(monitor, period, segment) -%}
    case
        when {{ ml_monitor.segment_text(monitor, period, "source_rows", segment) }} is null
        then {{ ml_monitor.segment_index(segment, ":null") }}
        else coalesce(known_{{ segment.number }}.segment_index, {{ ml_monitor.segment_index(segment, ":other") }})
    end
{%- endmacro %}
