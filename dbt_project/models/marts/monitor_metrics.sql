{#- The fact table: every number with its chunk, its threshold and its verdict. -#}
{%- set keys = ["monitor_name", "period", "chunk_index", "drift_type", "metric_name", "column_name"] %}
{%- set series = ["monitor_name", "drift_type", "metric_name", "column_name"] %}
with
    metric_values as (select * from {{ ref("monitor_metric_values") }}),

    -- Univariate drift that is judged chunk by chunk under a false discovery rate; chi-squared has p-values of its own.
    judged_together as (
        select
            metric_values.monitor_name,
            metric_values.period,
            metric_values.chunk_index,
            metric_values.drift_type,
            metric_values.metric_name,
            metric_values.column_name,
            {{ ml_monitor.cube_root("metric_values.metric_value") }} as root,
            metric_values.p_value,
            thresholds.threshold_type,
            thresholds.false_discovery_rate
        from metric_values
        inner join
            {{ ref("monitor_thresholds") }} as thresholds
            on metric_values.monitor_name = thresholds.monitor_name
            and metric_values.metric_family = thresholds.metric_family
            and metric_values.metric_name = thresholds.metric_name
            and metric_values.column_name = thresholds.column_name
            and metric_values.drift_type = thresholds.drift_type
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
            {% for key in keys %} judged_together.{{ key }}, {% endfor %}
            judged_together.root as metric_value,
            reference_roots.reference_chunk_count,
            reference_roots.reference_mean,
            reference_roots.reference_standard_deviation
        from judged_together
        inner join
            reference_roots
            on {% for key in series -%} judged_together.{{ key }} = reference_roots.{{ key }} {{ "and " if not loop.last }} {%- endfor %}
    ),

    new_chunk_p_values as {{ ml_monitor.materialized() }} ({{ ml_monitor.new_chunk_p_values("without_own_p_value", keys) }}),

    all_p_values as (
        select
            {% for key in keys %} judged_together.{{ key }}, {% endfor %}
            judged_together.false_discovery_rate,
            coalesce(judged_together.p_value, new_chunk_p_values.p_value) as p_value
        from judged_together
        left join
            new_chunk_p_values
            on {% for key in keys -%} judged_together.{{ key }} = new_chunk_p_values.{{ key }} {{ "and " if not loop.last }} {%- endfor %}
    ),

    discoveries as {{ ml_monitor.materialized() }} (
        {{ ml_monitor.benjamini_hochberg("all_p_values", keys, ["monitor_name", "period", "chunk_index", "drift_type"]) }}
    ),

    judged as (
        select
            metric_values.monitor_name,
            metric_values.period,
            metric_values.chunk_index,
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
            case
                when thresholds.false_discovery_rate is not null
                then case when discoveries.is_rejected = 1 then 'above' else ':none' end
                when
                    {{
                        ml_monitor.is_above_threshold(
                            "metric_values.metric_value", "metric_values.count_used", "thresholds.upper_threshold", "thresholds.rounding_error"
                        )
                    }}
                    or metric_values.p_value < thresholds.p_value_threshold
                then 'above'
                when
                    {{
                        ml_monitor.is_below_threshold(
                            "metric_values.metric_value", "metric_values.count_used", "thresholds.lower_threshold", "thresholds.rounding_error"
                        )
                    }}
                then 'below'
                else ':none'
            end as alert_direction
        from metric_values
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
        left join
            discoveries on metric_values.metric_family = 'univariate_drift'
            {% for key in keys %} and metric_values.{{ key }} = discoveries.{{ key }} {% endfor %}
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
    coalesce(computed_at, {{ ml_monitor.current_utc_time() }}) as computed_at
from judged
