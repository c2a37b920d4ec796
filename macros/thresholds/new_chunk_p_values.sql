{#
  How probable a value this large would be if the chunk were one more of the same kind as the reference chunks: Student's t for a new observation,
    t = (value - mean) / (s sqrt(1 + 1 / K)),  s with K - 1 in its denominator,  K - 1 degrees of freedom,  one-sided.
  mean, s and K are those of the values of the K reference chunks, taken for normal; distances are handed in by their cube roots (cube_root). Reference
  chunks are judged in the same way, though each of them has part in mean and s. Where the reference does not vary, a value above it has the p-value 0 and any
  other 1. More than 20,001 chunks count as 20,001.
  What differs by rounding alone (largest_rounding_share) is equal.
  Source: G. Hahn, "Factors for calculating two-sided prediction intervals for samples from a normal distribution", J. Am. Stat. Assoc. 64 (1969) 878-888.

  Gives the key columns and p_value, a row for each value with two reference chunks or more. Arguments: a relation, the list of its key columns; it has the
  columns metric_value, reference_mean, reference_standard_deviation (of the population, K in its denominator) and reference_chunk_count.
#}
{% macro new_chunk_p_values(relation, keys) %}
    {%- set double = ml_monitor.type_double() %}
    {%- set rounding = (
        "(" ~ ml_monitor.larger("abs(metric_value)", "abs(reference_mean)") ~ ") * " ~ ml_monitor.largest_rounding_share()
    ) %}
    with
        distances as (
            select
                {{ keys | join(", ") }},
                {{ ml_monitor.smaller("reference_chunk_count - 1", "20000") }} as degrees,
                case when abs(metric_value - reference_mean) <= {{ rounding }} then 0 else metric_value - reference_mean end as distance,
                -- s sqrt(1 + 1 / K) from the deviation of the population
                case when reference_standard_deviation <= {{ rounding }} then 0 else reference_standard_deviation end
                * sqrt((reference_chunk_count + cast(1 as {{ double }})) / (reference_chunk_count - 1)) as scale
            from {{ relation }}
            where metric_value is not null and reference_chunk_count > 1
        ),

        -- Beyond 1e75 scales t has no use, and its square no room.
        scaled as (
            select
                {{ keys | join(", ") }},
                degrees,
                distance,
                case
                    when scale = 0 or abs(distance) > scale * cast(1e75 as {{ double }})
                    then cast(1e75 as {{ double }})
                    else abs(distance) / scale
                end as t,
                case when scale = 0 and distance <= 0 then 1 else 0 end as is_certain
            from distances
        ),

        strengths as (
            select
                {{ keys | join(", ") }},
                degrees,
                {{ ml_monitor.smaller("t / sqrt(degrees + t * t)", "1") }} as strength,
                degrees / (degrees + t * t) as unexplained
            from scaled
        ),

        two_sided as {{ ml_monitor.materialized() }} ({{ ml_monitor.student_t_p_values("strengths", keys) }})

    select
        {{ ml_monitor.columns_of("scaled", keys) }},
        case
            when scaled.is_certain = 1 then 1 when scaled.distance > 0 then two_sided.p_value / 2 else 1 - two_sided.p_value / 2
        end as p_value
    from scaled
    inner join two_sided on {{ ml_monitor.same("scaled", "two_sided", keys) }}
{% endmacro %}
