{#- The fact table: every number with its chunk, its threshold and its verdict. -#}
{%- set keys = ml_monitor.slice_grain() + ["drift_type", "metric_name", "column_name"] %}
with
    metric_values as (select * from {{ ref("monitor_metric_values") }}),

    discoveries as {{ ml_monitor.materialized() }} ({{ ml_monitor.discoveries("metric_values", ref("monitor_thresholds"), keys) }}),

    chunk_states as {{ ml_monitor.materialized() }} ({{ ml_monitor.chunk_states() }}),

    judged as (
        select
            {{ ml_monitor.slice_columns("metric_values") }},
            segments.segment_column,
            segments.segment_value,
            metric_values.metric_family,
            metric_values.metric_name,
            metric_values.column_name,
            metric_values.method,
            metric_values.drift_type,
            metric_values.metric_value,
            coalesce(metric_values.p_value, discoveries.p_value) as p_value,
            metric_values.sampling_error,
            metric_values.count_used,
            metric_values.count_unused,
            metric_values.computed_at,
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
            coalesce(settings.worse_direction, 'above') as worse_direction,
            {{ ml_monitor.alert_direction() }} as alert_direction,
            {{
                ml_monitor.not_judged_reason(
                    "metric_values",
                    "states",
                    ml_monitor.is_compared(),
                    "(metric_values.metric_family = 'realized_performance' or coalesce(settings.needs_labels, false) or watched.column_role = 'target')",
                )
            }}
            as not_judged_reason
        from metric_values
        inner join {{ ref("monitor_config") }} as config on metric_values.monitor_name = config.monitor_name
        inner join {{ ref("monitor_chunks") }} as chunks on {{ ml_monitor.same_chunk("metric_values", "chunks") }}
        inner join
            {{ ref("monitor_segments") }} as segments
            on {{ ml_monitor.same("metric_values", "segments", ["monitor_name", "segment_index"]) }}
        -- A share is judged by the rows of the chunk: the segment itself may have none.
        inner join
            chunk_states as states
            on {{ ml_monitor.same_chunk("metric_values", "states") }}
            and case
                when {{ ml_monitor.is_metric_with("metric_values.metric_name", "is_of_segments") }} then 0 else metric_values.segment_index
            end
            = states.segment_index
        left join
            {{ ref("monitor_columns") }} as watched on {{ ml_monitor.same("metric_values", "watched", ["monitor_name", "column_name"]) }}
        left join
            {{ ref("monitor_thresholds") }} as thresholds
            on {{ ml_monitor.same("metric_values", "thresholds", ml_monitor.threshold_grain()) }}
        left join
            {{ ref("monitor_metric_settings") }} as settings
            on metric_values.monitor_name = settings.monitor_name
            and metric_values.metric_family = settings.metric_family
            and metric_values.metric_name = settings.metric_name
            and coalesce(watched.feature_type, ':none') = settings.feature_type
        left join
            discoveries on metric_values.metric_family = 'univariate_drift' and {{ ml_monitor.same("metric_values", "discoveries", keys) }}
    )

select
    {{ ml_monitor.metric_id() }} as metric_id,
    monitor_name,
    model_version,
    segment_column,
    segment_value,
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
    case when not_judged_reason <> ':none' then 'not_judged' when alert_direction <> ':none' then 'alert' else 'ok' end as verdict,
    not_judged_reason,
    not_judged_reason = ':none' and alert_direction <> ':none' and worse_direction in (alert_direction, 'either') as is_worse,
    cast(count_used as {{ dbt.type_bigint() }}) as count_used,
    cast(count_unused as {{ dbt.type_bigint() }}) as count_unused,
    reference_version,
    config_version,
    coalesce(computed_at, {{ ml_monitor.current_utc_time() }}) as computed_at
from judged
