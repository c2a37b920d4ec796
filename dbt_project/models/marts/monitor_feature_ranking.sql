{#-
  Which features to look at first. Drift is measured by the method that the monitor names first for each feature type.
  alert_count: by the number of drift alerts in the analysis chunks; as many alerts: the further beyond the threshold first. correlation: by how closely drift moved with the change of a
  performance metric away from its mean over the reference chunks. A feature without a single alert, or with fewer than 8 chunks to correlate, comes after the
  others there: few pairs correlate by chance, and a feature that never drifted broke nothing.
-#}
with
    feature_drift as (
        select
            metrics.monitor_name,
            metrics.model_version,
            metrics.segment_column,
            metrics.segment_value,
            metrics.column_name,
            metrics.metric_name as drift_method,
            metrics.chunk_index,
            metrics.metric_value,
            metrics.is_alert,
            metrics.metric_value / nullif(metrics.upper_threshold, 0) as times_threshold
        from {{ ref("monitor_metrics") }} as metrics
        inner join
            {{ ref("monitor_metric_settings") }} as settings
            on metrics.monitor_name = settings.monitor_name
            and metrics.metric_family = settings.metric_family
            and metrics.metric_name = settings.metric_name
            and metrics.feature_type = settings.feature_type
            and settings.is_used_in_ranking
        inner join
            {{ ref("monitor_config") }} as config
            on metrics.monitor_name = config.monitor_name
            and metrics.drift_type = {{ ml_monitor.ranked_drift_type("config") }}
        where metrics.metric_family = 'univariate_drift' and metrics.column_role = 'feature' and metrics.period = 'analysis'
    ),

    alert_counts as (
        select
            monitor_name,
            model_version,
            segment_column,
            segment_value,
            column_name,
            drift_method,
            sum(case when is_alert then 1 else 0 end) as number_of_alerts,
            avg(case when is_alert then times_threshold end) as mean_times_threshold
        from feature_drift
        group by monitor_name, model_version, segment_column, segment_value, column_name, drift_method
    ),

    performance as (
        select
            *,
            avg(case when period = 'reference' then metric_value end) over (
                partition by monitor_name, segment_column, segment_value, metric_family, metric_name
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
            on feature_drift.monitor_name = performance.monitor_name
            and feature_drift.segment_column = performance.segment_column
            and feature_drift.segment_value = performance.segment_value
            and feature_drift.chunk_index = performance.chunk_index
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
            monitor_name,
            segment_column,
            segment_value,
            column_name,
            metric_family,
            metric_name,
            count(drift_value) as pair_count,
            -- Where either side stands still there is no correlation.
            case
                when min(drift_value) < max(drift_value) and min(change_value) < max(change_value) then corr(drift_value, change_value)
            end as pearsonr_correlation
        from complete_pairs
        group by monitor_name, segment_column, segment_value, column_name, metric_family, metric_name
    ),

    p_values as (
        {{
            ml_monitor.pearson_p_values(
                "correlations", keys=["monitor_name", "segment_column", "segment_value", "column_name", "metric_family", "metric_name"]
            )
        }}
    ),

    adjusted_p_values as (
        {{
            ml_monitor.adjusted_p_values(
                "p_values", ["monitor_name", "segment_column", "segment_value", "metric_family", "metric_name"], "column_name"
            )
        }}
    ),

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
        inner join
            correlations
            on alert_counts.monitor_name = correlations.monitor_name
            and alert_counts.segment_column = correlations.segment_column
            and alert_counts.segment_value = correlations.segment_value
            and alert_counts.column_name = correlations.column_name
        left join
            adjusted_p_values as p_values
            on correlations.monitor_name = p_values.monitor_name
            and correlations.segment_column = p_values.segment_column
            and correlations.segment_value = p_values.segment_value
            and correlations.column_name = p_values.column_name
            and correlations.metric_family = p_values.metric_family
            and correlations.metric_name = p_values.metric_name
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
