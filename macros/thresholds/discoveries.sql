{#
  Univariate drift that is judged chunk by chunk under a false discovery rate: `keys` of each number with a p-value, `p_value` and `is_rejected` (1 or 0).
  Chi-squared has p-values of its own; any other statistic gets one from its reference chunks, by which its cube root is judged.
  Arguments: the names of a relation with the columns of monitor_metric_values and of one with those of monitor_thresholds; the columns of a number's grain.
#}
{% macro discoveries(metric_values, thresholds, keys) %}
    {%- set series = keys | reject("in", ml_monitor.slice_grain()[1:]) | list %}
    with
        judged_together as (
            select
                {{ ml_monitor.columns_of("metric_values", keys) }},
                {{ ml_monitor.cube_root("metric_values.metric_value") }} as root,
                metric_values.p_value,
                thresholds.threshold_type,
                thresholds.false_discovery_rate
            from {{ metric_values }} as metric_values
            inner join
                {{ thresholds }} as thresholds
                on {{ ml_monitor.same("metric_values", "thresholds", ml_monitor.threshold_grain()) }}
                and thresholds.false_discovery_rate is not null
        ),

        reference_roots as {{ ml_monitor.materialized() }} (
            select
                {{ series | join(", ") }},
                count(root) as reference_chunk_count,
                {{ ml_monitor.mean_of_values("root") }} as reference_mean,
                {{ ml_monitor.deviation_of_values("root") }} as reference_standard_deviation
            from judged_together
            where period = 'reference' and threshold_type <> 'p_value'
            group by {{ series | join(", ") }}
        ),

        without_own_p_value as (
            select
                {{ ml_monitor.columns_of("judged_together", keys) }},
                judged_together.root as metric_value,
                reference_roots.reference_chunk_count,
                reference_roots.reference_mean,
                reference_roots.reference_standard_deviation
            from judged_together
            inner join reference_roots on {{ ml_monitor.same("judged_together", "reference_roots", series) }}
        ),

        new_chunk_p_values as {{ ml_monitor.materialized() }} ({{ ml_monitor.new_chunk_p_values("without_own_p_value", keys) }}),

        all_p_values as (
            select
                {{ ml_monitor.columns_of("judged_together", keys) }},
                judged_together.false_discovery_rate,
                coalesce(judged_together.p_value, new_chunk_p_values.p_value) as p_value
            from judged_together
            left join new_chunk_p_values on {{ ml_monitor.same("judged_together", "new_chunk_p_values", keys) }}
        )

    select *
    from ({{ ml_monitor.benjamini_hochberg("all_p_values", keys, ml_monitor.slice_grain() + ["drift_type"]) }}) as discoveries
{% endmacro %}
