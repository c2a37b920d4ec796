{#
  What each incident can be a part of: one row per incident and whole, the likeliest whole in `place` 1. Wholes are worse performance, custom metrics for the drift
  of a column, and, for drift of predictions and of all columns together, that of a feature, of the same segment: there the part is a `cause`. A custom metric is a part of worse
  performance, and its estimate of the metric itself too. And what a segment says of the same numbers as one that holds all of its rows, all rows together first, is
  a part of that, as a `segment`; it is told there, with its place (places_of_incidents). So is the share of a segment a part of the drift of its column, and of a larger change of another share.
  The whole has to be of the same time: what goes on when that is over is told apart again.
  Arguments: the names of a relation of incidents with the columns of monitor_incident_spans, `column_role` and `own_rank`, and of one made by segments_within().
#}
{% macro wholes_of_incidents(ranked, wider) %}
    {%- set same_numbers = "kind || '|' || column_name" %}
    with
        parts as (
            select
                *,
                segment_column as whole_segment_column,
                segment_value as whole_segment_value,
                ':none' as numbers,
                case
                    when kind in ('estimated_performance', 'concept')
                    then 'estimate'
                    when kind in ('business', 'estimated_business')
                    then kind
                    when kind = 'multivariate' or column_role in ('prediction', 'prediction_probability')
                    then 'effect'
                    when kind = 'input'
                    then 'input'
                    else 'performance'
                end as part_type
            from {{ ranked }}
            union all
            select
                ranked.*,
                wider.wider_column as whole_segment_column,
                wider.wider_value as whole_segment_value,
                {{ same_numbers }} as numbers,
                'segment' as part_type
            from {{ ranked }} as ranked
            inner join {{ wider }} as wider on {{ ml_monitor.same("ranked", "wider", ml_monitor.segment_grain()) }}
            union all
            -- Shares of the values of a column are its distribution.
            select
                ranked.*,
                ':all' as whole_segment_column,
                ':all' as whole_segment_value,
                'input|' || ranked.segment_column as numbers,
                'segment' as part_type
            from {{ ranked }} as ranked
            inner join {{ ref("monitor_segments") }} as own on {{ ml_monitor.same("ranked", "own", ml_monitor.segment_grain()) }}
            where ranked.kind = 'segment_share' and own.segment_type = 'column'
            union all
            -- The shares of an entry add up to 1: where one rises, others fall.
            select *, segment_column as whole_segment_column, ':any' as whole_segment_value, ':none' as numbers, 'share' as part_type
            from {{ ranked }}
            where kind = 'segment_share'
        ),

        -- Listed by the type of their parts, so that no engine compares every incident with every other.
        possible_wholes as (
            select *, segment_value as listed_value, 'effect' as type_of_parts, ':none' as numbers
            from {{ ranked }}
            where kind in ('performance', 'estimated_performance') or column_role = 'feature'
            union all
            select *, segment_value as listed_value, 'input' as type_of_parts, ':none' as numbers
            from {{ ranked }}
            where kind in ('performance', 'estimated_performance', 'business', 'estimated_business')
            union all
            select *, segment_value as listed_value, 'business' as type_of_parts, ':none' as numbers
            from {{ ranked }}
            where kind = 'performance'
            union all
            select *, segment_value as listed_value, 'estimated_business' as type_of_parts, ':none' as numbers
            from {{ ranked }}
            where kind in ('performance', 'estimated_performance', 'business')
            union all
            select *, segment_value as listed_value, 'estimate' as type_of_parts, ':none' as numbers
            from {{ ranked }}
            where kind = 'performance'
            union all
            select *, segment_value as listed_value, 'segment' as type_of_parts, {{ same_numbers }} as numbers
            from {{ ranked }}
            union all
            select *, ':any' as listed_value, 'share' as type_of_parts, ':none' as numbers
            from {{ ranked }}
            where kind = 'segment_share'
        )

    select
        part.incident_id,
        whole.incident_id as part_of_incident_id,
        whole.own_rank as whole_rank,
        whole.opened_chunk_index as whole_opened_index,
        case when part.part_type in ('segment', 'share') then 'segment' else 'cause' end as part_as,
        row_number() over (
            partition by part.incident_id
            order by
                case when part.part_type not in ('segment', 'share') then 2 when whole.own_rank <= part.own_rank then 0 else 1 end,
                case whole.segment_column when ':all' then 0 when part.segment_column then 2 else 1 end,
                {{ ml_monitor.place_of_kind("whole.kind") }},
                case when whole.status = 'open' then 0 else 1 end,
                whole.own_rank,
                whole.opened_chunk_index desc,
                whole.times_threshold desc,
                whole.incident_id
        ) as place
    from parts as part
    inner join
        possible_wholes as whole
        on part.monitor_name = whole.monitor_name
        and part.whole_segment_column = whole.segment_column
        and part.whole_segment_value = whole.listed_value
        and part.part_type = whole.type_of_parts
        and part.numbers = whole.numbers
        and (part.closed_chunk_index is null or part.closed_chunk_index >= whole.opened_chunk_index)
        and (whole.closed_chunk_index is null or whole.closed_chunk_index >= part.opened_chunk_index)
        and (whole.status = 'open' or part.status = 'closed')
        -- The estimate of another custom metric says nothing of this one.
        and (part.part_type <> 'estimated_business' or whole.kind <> 'business' or part.column_name = whole.column_name)
        -- A segment that was worse chunks before has a story of its own.
        and (part.part_type not in ('segment', 'share') or part.opened_chunk_index >= whole.opened_chunk_index - 1)
        and (
            part.part_type <> 'share'
            or part.times_threshold < whole.times_threshold
            or (part.times_threshold = whole.times_threshold and part.segment_value > whole.segment_value)
        )
{% endmacro %}
