{#
  How many deviations wide the band of an estimate has to be to hold nine of ten realized values, by the latest 24 chunks that were known when it was made: the weighted
  90 % quantile of abs(realized - corrected_value) / deviation. A chunk weighs half as much every 12 chunks. One more value is infinite, for the chunk itself; where the quantile is that, it is
  1.3 times the largest. Source: R. Barber et al., "Conformal prediction beyond exchangeability", Annals of Statistics 51 (2023) 816-845.
  Arguments: the names of relations made by gap_corrections() and known_chunks().
#}
{% macro prediction_quantiles(corrected, known) %}
    {%- set target = ml_monitor.columns_of("known", ml_monitor.chunk_grain()) ~ ", tried.segment_index, tried.metric_name" %}
    with
        tried as (
            select monitor_name, place, segment_index, metric_name, abs(realized - corrected_value) / deviation as score
            from {{ corrected }}
            where realized is not null and deviation > 0
        ),

        weighted as (
            select
                {{ target }}, tried.score, power({{ ml_monitor.real(0.5) }}, known.age / {{ ml_monitor.real(12) }}) as weight, tried.place
            from {{ known }} as known
            inner join tried on {{ ml_monitor.same("known", "tried", ["monitor_name", "place"]) }}
        ),

        reached as (
            select
                {{ ml_monitor.slice_columns() }},
                metric_name,
                score,
                sum(weight) over (
                    partition by {{ ml_monitor.slice_columns() }}, metric_name
                    order by score, place
                    rows between unbounded preceding and current row
                ) as weight_so_far,
                sum(weight) over (partition by {{ ml_monitor.slice_columns() }}, metric_name) as weight
            from weighted
        )

    select
        {{ ml_monitor.slice_columns() }},
        metric_name,
        coalesce(
            min(case when weight_so_far >= {{ ml_monitor.real(0.9) }} * (weight + 1) then score end),
            {{ ml_monitor.real(1.3) }} * max(score)
        ) as quantile
    from reached
    group by {{ ml_monitor.slice_columns() }}, metric_name
{% endmacro %}
