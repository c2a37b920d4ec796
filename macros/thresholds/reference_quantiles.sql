{#
  The quantiles of the reference chunks' values that thresholds are, and the median: one row per threshold of the type `quantile`. They lie at places, counted from 0, of the sorted values,
  and mostly between two of them.
  Arguments: the names of relations: thresholds with their parameters and `source_family`, whose values count, and the values with their `place` and `value_count`.
#}
{% macro reference_quantiles(offsets, reference_values) %}
    with
        quantile_places as (
            select
                {{ ml_monitor.columns_of("offsets", ml_monitor.threshold_grain()) }},
                ordered.metric_value,
                ordered.place - 1 as place,
                {{ ml_monitor.real(0.5) }} * (ordered.value_count - 1) as middle_place,
                offsets.threshold_lower_parameter * (ordered.value_count - 1) as lower_place,
                offsets.threshold_upper_parameter * (ordered.value_count - 1) as upper_place
            from {{ offsets }} as offsets
            inner join
                {{ reference_values }} as ordered
                on {{ ml_monitor.same("offsets", "ordered", ["monitor_name", "metric_name", "column_name", "drift_type"]) }}
                and offsets.source_segment_index = ordered.segment_index
                and offsets.source_family = ordered.metric_family
                and ordered.metric_value is not null
            where offsets.threshold_type = 'quantile'
        )

    select
        {{ ml_monitor.threshold_grain() | join(", ") }},
        {{ ml_monitor.value_at_place("metric_value", "place", "lower_place") }} as lower_quantile,
        {{ ml_monitor.value_at_place("metric_value", "place", "upper_place") }} as upper_quantile,
        {{ ml_monitor.value_at_place("metric_value", "place", "middle_place") }} as median
    from quantile_places
    group by {{ ml_monitor.threshold_grain() | join(", ") }}
{% endmacro %}
