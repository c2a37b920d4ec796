{#- The fact table: every number with its chunk, its threshold and its verdict. -#}
with
    judged as (
        select
            metric_values.*,
            config.model_version,
            config.config_version,
            chunks.chunk_key,
            chunks.chunk_start_index,
            chunks.chunk_end_index,
            chunks.chunk_start_date,
            chunks.chunk_end_date,
            chunks.is_chunk_complete,
            chunks.reference_version,
            coalesce(watched.column_role, 'table') as column_role,
            coalesce(watched.feature_type, ':none') as feature_type,
            thresholds.lower_limit,
            thresholds.upper_limit,
            thresholds.lower_threshold,
            thresholds.upper_threshold,
            case
                when metric_values.metric_value > thresholds.upper_threshold or metric_values.p_value < thresholds.p_value_threshold
                then 'above'
                when metric_values.metric_value < thresholds.lower_threshold
                then 'below'
                else ':none'
            end as alert_direction
        from {{ ref("monitor_metric_values") }} as metric_values
        inner join {{ ref("monitor_config") }} as config on metric_values.monitor_name = config.monitor_name
        inner join
            {{ ref("monitor_chunks") }} as chunks
            on metric_values.monitor_name = chunks.monitor_name
            and metric_values.period = chunks.period
            and metric_values.chunk_index = chunks.chunk_index
        left join
            {{ ref("monitor_columns") }} as watched
            on metric_values.monitor_name = watched.monitor_name
            and metric_values.column_name = watched.column_name
        left join
            {{ ref("monitor_thresholds") }} as thresholds
            on metric_values.monitor_name = thresholds.monitor_name
            and metric_values.metric_family = thresholds.metric_family
            and metric_values.metric_name = thresholds.metric_name
            and metric_values.column_name = thresholds.column_name
            and metric_values.drift_type = thresholds.drift_type
    )

select
    {{ ml_monitor.metric_id() }} as metric_id,
    monitor_name,
    model_version,
    ':all' as segment_column,
    ':all' as segment_value,
    period,
    chunk_key,
    cast(chunk_index as {{ dbt.type_int() }}) as chunk_index,
    chunk_start_index,
    chunk_end_index,
    chunk_start_date,
    chunk_end_date,
    is_chunk_complete,
    metric_family,
    metric_name,
    column_name,
    column_role,
    feature_type,
    method,
    drift_type,
    metric_value,
    p_value,
    sampling_error,
    {{ ml_monitor.larger("metric_value - 3 * sampling_error", "lower_limit") }} as lower_confidence_boundary,
    {{ ml_monitor.smaller("metric_value + 3 * sampling_error", "upper_limit") }} as upper_confidence_boundary,
    lower_threshold,
    upper_threshold,
    alert_direction <> ':none' as is_alert,
    alert_direction,
    cast(count_used as {{ dbt.type_bigint() }}) as count_used,
    cast(count_unused as {{ dbt.type_bigint() }}) as count_unused,
    reference_version,
    config_version,
    coalesce(computed_at, cast({{ dbt.current_timestamp() }} as {{ dbt.type_timestamp() }})) as computed_at
from judged
