{#-
  Which features to look at first. Drift is measured by the method that the monitor names first for each feature type.
  alert_count: by the number of drift alerts in the analysis chunks; as many alerts: the further beyond the threshold first. correlation: by how closely drift moved with the change of a
  performance metric away from its mean over the reference chunks. A feature without a single alert, or with fewer than 8 chunks to correlate, comes after the
  others there: few pairs correlate by chance, and a feature that never drifted broke nothing.
-#}
{%- set segment = ml_monitor.segment_grain() %}
{%- set feature = (segment + ["model_version", "column_name", "drift_method"]) | join(", ") %}
{%- set correlated = segment + ["column_name", "metric_family", "metric_name"] %}
with
    feature_drift as ({{ ml_monitor.ranked_drift() }}),

    alert_counts as (
        select
            {{ feature }},
            sum(case when is_alert then 1 else 0 end) as number_of_alerts,
            avg(case when is_alert then times_threshold end) as mean_times_threshold
        from feature_drift
        group by {{ feature }}
    ),

    performance as (
        select
            *,
            avg(case when period = 'reference' then metric_value end) over (
                partition by {{ (segment + ["metric_family", "metric_name"]) | join(", ") }}
            ) as reference_mean
        from {{ ref("monitor_metrics") }}
        where metric_family in ('realized_performance', 'estimated_performance')
    ),

    paired as (
        select
            performance.metric_family,
            performance.metric_name,
            feature_drift.*,
            abs(performance.metric_value - performance.reference_mean) as performance_change
        from feature_drift
        inner join
            performance
            on {{ ml_monitor.same("feature_drift", "performance", segment + ["chunk_index"]) }}
            and performance.period = 'analysis'
    ),

    complete_pairs as (
        select
            *,
            case when metric_value is not null and performance_change is not null then metric_value end as drift_value,
            case when metric_value is not null and performance_change is not null then performance_change end as change_value
        from paired
    ),

    correlations as (
        select
            {{ correlated | join(", ") }},
            count(drift_value) as pair_count,
            -- Where either side stands still there is no correlation.
            case
                when min(drift_value) < max(drift_value) and min(change_value) < max(change_value) then corr(drift_value, change_value)
            end as pearsonr_correlation
        from complete_pairs
        group by {{ correlated | join(", ") }}
    ),

    p_values as ({{ ml_monitor.pearson_p_values("correlations", keys=correlated) }}),

    adjusted_p_values as ({{ ml_monitor.adjusted_p_values("p_values", segment + ["metric_family", "metric_name"], "column_name") }}),

    rankings as (
        select
            alert_counts.*,
            'alert_count' as ranking_method,
            'univariate_drift' as metric_family,
            ':all' as metric_name,
            cast(null as {{ dbt.type_bigint() }}) as pair_count,
            {{ ml_monitor.real(none) }} as pearsonr_correlation,
            {{ ml_monitor.real(none) }} as pearsonr_pvalue,
            {{ ml_monitor.real(none) }} as pearsonr_adjusted_pvalue
        from alert_counts
        union all
        select
            alert_counts.*,
            'correlation' as ranking_method,
            correlations.metric_family,
            correlations.metric_name,
            correlations.pair_count,
            correlations.pearsonr_correlation,
            p_values.p_value as pearsonr_pvalue,
            p_values.adjusted_p_value as pearsonr_adjusted_pvalue
        from alert_counts
        inner join correlations on {{ ml_monitor.same("alert_counts", "correlations", segment + ["column_name"]) }}
        left join adjusted_p_values as p_values on {{ ml_monitor.same("correlations", "p_values", correlated) }}
    )

select
    monitor_name,
    model_version,
    segment_column,
    segment_value,
    ranking_method,
    metric_family,
    metric_name,
    column_name,
    drift_method,
    cast(number_of_alerts as {{ dbt.type_bigint() }}) as number_of_alerts,
    mean_times_threshold,
    cast(pair_count as {{ dbt.type_bigint() }}) as pair_count,
    pearsonr_correlation,
    pearsonr_pvalue,
    pearsonr_adjusted_pvalue,
    number_of_alerts > 0 as has_drifted,
    cast(
        row_number() over (
            partition by monitor_name, model_version, segment_column, segment_value, ranking_method, metric_family, metric_name
            order by
                case
                    when ranking_method = 'correlation' and (pearsonr_correlation is null or number_of_alerts = 0 or pair_count < 8)
                    then 1
                    else 0
                end,
                case when ranking_method = 'correlation' and pearsonr_correlation is null then 1 else 0 end,
                -- Rounded: where few chunks make several correlations 1, their last digits are no order.
                case when ranking_method = 'correlation' then floor(pearsonr_correlation * 1000000000 + 0.5) else number_of_alerts end desc,
                case when ranking_method = 'alert_count' then coalesce(mean_times_threshold, 0) else 0 end desc,
                column_name
        ) as {{ dbt.type_int() }}
    ) as rank
from rankings
