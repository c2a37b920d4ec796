{#
  What each incident can be a part of: one row per incident and whole, the likeliest whole in `place` 1. Wholes are worse performance and, for drift of predictions and
  of all columns together, that of a feature. The whole has to be of the same time: what goes on when that is over is told apart again.
  Argument: the name of a relation of incidents with the columns of monitor_incident_spans, `column_role` and `own_rank`.
#}
{% macro wholes_of_incidents(ranked) %}
    with
        parts as (
            select
                *,
                case
                    when kind = 'estimated_performance'
                    then 'estimate'
                    when kind = 'multivariate' or column_role in ('prediction', 'prediction_probability')
                    then 'effect'
                    when kind = 'input'
                    then 'input'
                    else 'performance'
                end as part_type
            from {{ ranked }}
        ),

        -- Listed by the type of their parts, so that no engine compares every incident with every other.
        possible_wholes as (
            select *, 'effect' as type_of_parts
            from {{ ranked }}
            where kind in ('performance', 'estimated_performance') or column_role = 'feature'
            union all
            select *, 'input' as type_of_parts
            from {{ ranked }}
            where kind in ('performance', 'estimated_performance')
            union all
            select *, 'estimate' as type_of_parts
            from {{ ranked }}
            where kind = 'performance'
        )

    select
        part.incident_id,
        whole.incident_id as part_of_incident_id,
        whole.own_rank as whole_rank,
        row_number() over (
            partition by part.incident_id
            order by
                case whole.kind when 'performance' then 0 when 'estimated_performance' then 1 else 2 end,
                case when whole.status = 'open' then 0 else 1 end,
                whole.own_rank,
                whole.opened_chunk_index desc,
                whole.times_threshold desc,
                whole.incident_id
        ) as place
    from parts as part
    inner join
        possible_wholes as whole
        on {{ ml_monitor.same("part", "whole", ml_monitor.segment_grain()) }}
        and part.part_type = whole.type_of_parts
        and (part.closed_chunk_index is null or part.closed_chunk_index >= whole.opened_chunk_index)
        and (whole.closed_chunk_index is null or whole.closed_chunk_index >= part.opened_chunk_index)
        and (whole.status = 'open' or part.status = 'closed')
{% endmacro %}
