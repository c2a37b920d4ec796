{#- One row per metric and column: the threshold and how it was computed. -#}
with
    reference_values as (
        select
            monitor_name,
            metric_family,
            metric_name,
            column_name,
            drift_type,
            metric_value,
            count_used,
            -- Nulls stand last on no engine alike, so they are put there.
            row_number() over (
                partition by monitor_name, metric_family, metric_name, column_name, drift_type
                order by case when metric_value is null then 1 else 0 end, metric_value
            ) as place,
            count(metric_value) over (partition by monitor_name, metric_family, metric_name, column_name, drift_type) as value_count
        from {{ ref("monitor_metric_values") }}
        where period = 'reference'
    ),

    summarised as (
        select
            monitor_name,
            metric_family,
            metric_name,
            column_name,
            drift_type,
            count(metric_value) as reference_chunk_count,
            {{ ml_monitor.mean_of_values("metric_value") }} as mean,
            {{ ml_monitor.middle_value("metric_value", "place", "value_count") }} as median,
            min(metric_value) as lowest,
            max(metric_value) as highest,
            {{ ml_monitor.larger("abs(min(metric_value))", "abs(max(metric_value))") }} as magnitude,
            max(count_used) as most_rows,
            {{ ml_monitor.deviation_of_values("metric_value") }} as standard_deviation
        from reference_values
        group by monitor_name, metric_family, metric_name, column_name, drift_type
    ),

    columns_in_reconstruction as (
        select monitor_name, count(*) as column_count from {{ ref("monitor_columns") }} where is_in_reconstruction group by monitor_name
    ),

    matrices as (
        select monitor_name, max(abs(business_value)) as largest_business_value from {{ ref("monitor_class_pairs") }} group by monitor_name
    ),

    offsets as (
        select
            judged.monitor_name,
            judged.metric_family,
            judged.metric_name,
            judged.column_name,
            judged.drift_type,
            source.metric_family as source_family,
            settings.threshold_type,
            settings.threshold_offset_from,
            settings.threshold_lower_parameter,
            settings.threshold_upper_parameter,
            settings.lower_limit,
            settings.upper_limit,
            settings.limit_removes_threshold,
            source.reference_chunk_count,
            case
                settings.threshold_offset_from
                when 'median'
                then source.median
                when 'min'
                then source.lowest
                when 'max'
                then source.highest
                when 'mean'
                then source.mean
            end as reference_offset,
            source.standard_deviation as reference_standard_deviation,
            case
                when settings.threshold_type in ('constant', 'p_value')
                then {{ ml_monitor.real(0) }}
                else {{ ml_monitor.larger("source.magnitude", "coalesce(" ~ ml_monitor.summed_magnitude() ~ ", 0)") }}
            end as rounded_magnitude,
            source.most_rows,
            case when judged.metric_family = 'univariate_drift' then config.false_discovery_rate end as false_discovery_rate
        from summarised as judged
        inner join {{ ref("monitor_config") }} as config on judged.monitor_name = config.monitor_name
        left join
            {{ ref("monitor_columns") }} as watched
            on judged.monitor_name = watched.monitor_name
            and judged.column_name = watched.column_name
        inner join
            {{ ref("monitor_metric_settings") }} as settings
            on judged.monitor_name = settings.monitor_name
            and judged.metric_family = settings.metric_family
            and judged.metric_name = settings.metric_name
            and coalesce(watched.feature_type, ':none') = settings.feature_type
        -- An estimate is judged by what performance really was in the reference, not by what was estimated there.
        inner join
            summarised as source
            on judged.monitor_name = source.monitor_name
            and case when judged.metric_family = 'estimated_performance' then 'realized_performance' else judged.metric_family end
            = source.metric_family
            and judged.metric_name = source.metric_name
            and judged.column_name = source.column_name
            and judged.drift_type = source.drift_type
        left join
            {{ ref("monitor_fitted_bins") }} as bins
            on judged.monitor_name = bins.monitor_name
            and judged.column_name = bins.column_name
            and judged.metric_family = 'summary_statistics'
        left join
            {{ ref("monitor_fitted_losses") }} as losses
            on judged.monitor_name = losses.monitor_name
            and settings.loss_name = losses.loss_name
        left join columns_in_reconstruction as reconstructed on judged.monitor_name = reconstructed.monitor_name
        left join matrices on judged.monitor_name = matrices.monitor_name
    ),

    -- The quantiles lie at these places, counted from 0, of the sorted values, and mostly between two of them.
    quantile_places as (
        select
            offsets.monitor_name,
            offsets.metric_family,
            offsets.metric_name,
            offsets.column_name,
            offsets.drift_type,
            ordered.metric_value,
            ordered.place - 1 as place,
            offsets.threshold_lower_parameter * (ordered.value_count - 1) as lower_place,
            offsets.threshold_upper_parameter * (ordered.value_count - 1) as upper_place
        from offsets
        inner join
            reference_values as ordered
            on offsets.monitor_name = ordered.monitor_name
            and offsets.source_family = ordered.metric_family
            and offsets.metric_name = ordered.metric_name
            and offsets.column_name = ordered.column_name
            and offsets.drift_type = ordered.drift_type
            and ordered.metric_value is not null
        where offsets.threshold_type = 'quantile'
    ),

    quantiles as (
        select
            monitor_name,
            metric_family,
            metric_name,
            column_name,
            drift_type,
            {{ ml_monitor.value_at_place("metric_value", "place", "lower_place") }} as lower_quantile,
            {{ ml_monitor.value_at_place("metric_value", "place", "upper_place") }} as upper_quantile
        from quantile_places
        group by monitor_name, metric_family, metric_name, column_name, drift_type
    ),

    unlimited as (
        select
            offsets.*,
            {{ ml_monitor.needed_reference_chunks() }} as needed_chunks,
            case
                offsets.threshold_type
                when 'constant'
                then offsets.threshold_lower_parameter
                when 'standard_deviation'
                then offsets.reference_offset - offsets.threshold_lower_parameter * offsets.reference_standard_deviation
                when 'relative'
                then offsets.reference_offset - abs(offsets.reference_offset) * offsets.threshold_lower_parameter / 100
                when 'quantile'
                then quantiles.lower_quantile
            end as unlimited_lower_threshold,
            case
                offsets.threshold_type
                when 'constant'
                then offsets.threshold_upper_parameter
                when 'standard_deviation'
                then offsets.reference_offset + offsets.threshold_upper_parameter * offsets.reference_standard_deviation
                when 'relative'
                then offsets.reference_offset + abs(offsets.reference_offset) * offsets.threshold_upper_parameter / 100
                when 'quantile'
                then quantiles.upper_quantile
            end as unlimited_upper_threshold
        from offsets
        left join
            quantiles
            on offsets.monitor_name = quantiles.monitor_name
            and offsets.metric_family = quantiles.metric_family
            and offsets.metric_name = quantiles.metric_name
            and offsets.column_name = quantiles.column_name
            and offsets.drift_type = quantiles.drift_type
    )

select
    monitor_name,
    ':all' as segment_column,
    ':all' as segment_value,
    metric_family,
    metric_name,
    column_name,
    drift_type,
    threshold_type,
    threshold_offset_from,
    threshold_lower_parameter,
    threshold_upper_parameter,
    cast(reference_chunk_count as {{ dbt.type_bigint() }}) as reference_chunk_count,
    reference_offset,
    reference_standard_deviation,
    lower_limit,
    upper_limit,
    unlimited_lower_threshold,
    unlimited_upper_threshold,
    case
        when unlimited_lower_threshold <= lower_limit
        then case when not limit_removes_threshold then lower_limit end
        else unlimited_lower_threshold
    end as lower_threshold,
    case
        when unlimited_upper_threshold >= upper_limit
        then case when not limit_removes_threshold then upper_limit end
        else unlimited_upper_threshold
    end as upper_threshold,
    case when threshold_type = 'p_value' then threshold_lower_parameter end as p_value_threshold,
    {{ ml_monitor.rounding_of("rounded_magnitude", "most_rows") }} as rounding_error,
    false_discovery_rate,
    {{ ml_monitor.reference_chunk_warning() }} as warning
from unlimited
