{#- One row per metric and column: the threshold and how it was computed. -#}
{%- set grain = ml_monitor.threshold_grain() | join(", ") %}
with
    reference_values as (
        select
            {{ grain }},
            metric_value,
            sampling_error,
            count_used,
            -- Nulls stand last on no engine alike, so they are put there.
            row_number() over (partition by {{ grain }} order by case when metric_value is null then 1 else 0 end, metric_value) as place,
            count(metric_value) over (partition by {{ grain }}) as value_count
        from {{ ref("monitor_metric_values") }}
        where period = 'reference'
    ),

    summarised as (
        select
            {{ grain }},
            count(metric_value) as reference_chunk_count,
            {{ ml_monitor.mean_of_values("metric_value") }} as mean,
            {{ ml_monitor.middle_value("metric_value", "place", "value_count") }} as median,
            min(metric_value) as lowest,
            max(metric_value) as highest,
            {{ ml_monitor.larger("abs(min(metric_value))", "abs(max(metric_value))") }} as magnitude,
            max(count_used) as most_rows,
            count(case when metric_value is not null and count_used >= 30 then 1 end) as large_chunk_count,
            avg(cast(count_used as {{ ml_monitor.type_double() }})) as mean_rows,
            avg(sampling_error) as mean_sampling_error,
            {{ ml_monitor.deviation_of_values("metric_value") }} as standard_deviation
        from reference_values
        group by {{ grain }}
    ),

    sources as ({{ ml_monitor.threshold_sources("summarised") }}),

    columns_in_reconstruction as (
        select monitor_name, count(*) as column_count from {{ ref("monitor_columns") }} where is_in_reconstruction group by monitor_name
    ),

    matrices as (
        select monitor_name, max(abs(business_value)) as largest_business_value from {{ ref("monitor_class_pairs") }} group by monitor_name
    ),

    offsets as (
        select
            {{ ml_monitor.columns_of("judged", ml_monitor.threshold_grain()) }},
            judged.source_family,
            judged.source_segment_index,
            judged.widening,
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
            {{ ml_monitor.reference_deviation() }} as reference_standard_deviation,
            case
                when settings.threshold_type in ('constant', 'p_value')
                then {{ ml_monitor.real(0) }}
                else {{ ml_monitor.larger("source.magnitude", "coalesce(" ~ ml_monitor.summed_magnitude() ~ ", 0)") }}
            end as rounded_magnitude,
            source.most_rows,
            case when judged.metric_family = 'univariate_drift' then config.false_discovery_rate end as false_discovery_rate
        from sources as judged
        inner join {{ ref("monitor_config") }} as config on judged.monitor_name = config.monitor_name
        left join {{ ref("monitor_columns") }} as watched on {{ ml_monitor.same("judged", "watched", ["monitor_name", "column_name"]) }}
        inner join
            {{ ref("monitor_metric_settings") }} as settings
            on {{ ml_monitor.same("judged", "settings", ["monitor_name", "metric_family", "metric_name"]) }}
            and coalesce(watched.feature_type, ':none') = settings.feature_type
        inner join
            summarised as source
            on {{ ml_monitor.same("judged", "source", ["monitor_name", "metric_name", "column_name", "drift_type"]) }}
            and judged.source_family = source.metric_family
            and judged.source_segment_index = source.segment_index
        left join
            {{ ref("monitor_fitted_bins") }} as bins
            on {{ ml_monitor.same("judged", "bins", ["monitor_name", "column_name"]) }}
            and judged.metric_family = 'summary_statistics'
        left join
            {{ ref("monitor_fitted_loss_spreads") }} as losses
            on judged.monitor_name = losses.monitor_name
            and settings.loss_name = losses.loss_name
        left join columns_in_reconstruction as reconstructed on judged.monitor_name = reconstructed.monitor_name
        left join matrices on judged.monitor_name = matrices.monitor_name
    ),

    quantiles as ({{ ml_monitor.reference_quantiles("offsets", "reference_values") }}),

    unlimited as (
        select
            offsets.*,
            {{ ml_monitor.needed_reference_chunks() }} as needed_chunks,
            {{ ml_monitor.unlimited_threshold("lower", "-") }} as unlimited_lower_threshold,
            {{ ml_monitor.unlimited_threshold("upper", "+") }} as unlimited_upper_threshold
        from offsets
        left join quantiles on {{ ml_monitor.same("offsets", "quantiles", ml_monitor.threshold_grain()) }}
    )

select
    unlimited.monitor_name,
    segments.segment_column,
    segments.segment_value,
    unlimited.segment_index,
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
    case when unlimited.widening > 1 and threshold_type <> 'constant' then unlimited.widening end as widened_by,
    {{ ml_monitor.reference_chunk_warning() }} as warning
from unlimited
inner join {{ ref("monitor_segments") }} as segments on {{ ml_monitor.same("unlimited", "segments", ["monitor_name", "segment_index"]) }}
