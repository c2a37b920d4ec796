{#-
  Whether realized performance goes on to differ from its estimate, in the same direction: an exponentially weighted mean of the errors of estimates in units of their deviation.
    z   (realized - estimate) / deviation of the metric that the monitor names first, before labels correct the estimate; positive where performance is worse than estimated
    Z   0.3 z + 0.7 times Z of the labeled chunk before, from 0 on
    the value is Z over its own deviation if the z are independent, sqrt(0.3 / 1.7 (1 - 0.7^(2 n))) in the n-th labeled chunk
  What comes from other inputs, an estimate sees. So a mean that leaves 0 says that inputs and label relate in another way.
  Source: S. Roberts, Technometrics 1 (1959) 239-250.
-#}
{%- set kept = ml_monitor.real(0.7) %}
with
    estimated as (
        select
            {{ ml_monitor.slice_columns("estimates") }},
            estimates.computed_at,
            -- Where nothing varies, rounding alone is no error.
            case
                when
                    abs(estimates.realized_value - estimates.uncorrected_value)
                    <= {{ ml_monitor.real(1e-12) }} * (abs(estimates.realized_value) + abs(estimates.uncorrected_value))
                then 0
                else
                    (estimates.realized_value - estimates.uncorrected_value)
                    / nullif(estimates.deviation, 0)
                    * case settings.worse_direction when 'below' then -1 else 1 end
            end as error
        from {{ ref("monitor_corrected_estimates") }} as estimates
        inner join
            {{ ref("monitor_config") }} as config
            on estimates.monitor_name = config.monitor_name
            and estimates.metric_name = config.main_metric
        inner join
            {{ ref("monitor_metric_settings") }} as settings
            on {{ ml_monitor.same("estimates", "settings", ["monitor_name", "metric_name"]) }}
            and settings.metric_family = 'realized_performance'
    ),

    labelled as (
        select *, row_number() over (partition by monitor_name, period, segment_index order by chunk_index) as place
        from estimated
        where error is not null
    ),

    smoothed as (
        select
            {{ ml_monitor.slice_columns("current_chunks") }},
            -- Forty chunks back a chunk weighs a millionth.
            sum({{ ml_monitor.real(0.3) }} * power({{ kept }}, current_chunks.place - earlier.place) * earlier.error)
            / sqrt({{ ml_monitor.real(0.3) }} / 1.7 * (1 - power({{ kept }}, 2 * max(current_chunks.place)))) as metric_value
        from labelled as current_chunks
        inner join
            labelled as earlier
            on {{ ml_monitor.same("current_chunks", "earlier", ["monitor_name", "period", "segment_index"]) }}
            and earlier.place between current_chunks.place - 40 and current_chunks.place
        group by {{ ml_monitor.slice_columns("current_chunks") }}
    )

select
    {{ ml_monitor.slice_columns("estimated") }},
    'concept_drift' as metric_family,
    'concept_drift' as metric_name,
    ':table' as column_name,
    'ewma' as method,
    ':none' as drift_type,
    smoothed.metric_value,
    {{ ml_monitor.real(none) }} as p_value,
    {{ ml_monitor.real(none) }} as sampling_error,
    slices.labelled_row_count as count_used,
    slices.row_count - slices.labelled_row_count as count_unused,
    estimated.computed_at
from estimated
inner join {{ ref("monitor_slices") }} as slices on {{ ml_monitor.same_slice("estimated", "slices") }}
left join smoothed on {{ ml_monitor.same_slice("estimated", "smoothed") }}
