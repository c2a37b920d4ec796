{#- Estimated against realized performance, one row per chunk and metric; and the same of custom metrics. -#}
{%- set segment = ["model_version", "segment_column", "segment_value"] %}
with
    estimated as (select * from {{ ref("monitor_metrics") }} where metric_family in ('estimated_performance', 'estimated_business')),

    realized as (select * from {{ ref("monitor_metrics") }} where metric_family in ('realized_performance', 'business')),

    support as (select * from {{ ref("monitor_metrics") }} where metric_name = 'rows_out_of_support')

select
    realized.monitor_name,
    realized.model_version,
    realized.segment_column,
    realized.segment_value,
    realized.period,
    realized.chunk_key,
    realized.chunk_index,
    realized.chunk_start_index,
    realized.chunk_end_index,
    realized.chunk_start_date,
    realized.chunk_end_date,
    realized.metric_name,
    estimated.metric_value as estimated_value,
    estimated.lower_confidence_boundary as estimated_lower_confidence_boundary,
    estimated.upper_confidence_boundary as estimated_upper_confidence_boundary,
    corrected.uncorrected_value as uncorrected_estimated_value,
    coalesce(corrected.known_chunk_count, 0) as known_chunk_count,
    corrected.lower_prediction_boundary,
    corrected.upper_prediction_boundary,
    corrected.half_width < {{ ml_monitor.distance_to_thresholds("estimated", "corrected.reference_value") }} as is_estimate_trusted,
    realized.metric_value as realized_value,
    corrected.reference_value,
    corrected.uncorrected_value - corrected.reference_value as covariate_part,
    realized.metric_value - corrected.uncorrected_value as concept_part,
    case when realized.metric_value is not null then corrected.deviation end as concept_part_error,
    estimated.lower_threshold as estimated_lower_threshold,
    estimated.upper_threshold as estimated_upper_threshold,
    realized.lower_threshold as realized_lower_threshold,
    realized.upper_threshold as realized_upper_threshold,
    coalesce(estimated.is_alert, 1 = 0) as is_estimated_alert,
    coalesce(
        estimated.is_alert
        and (
            corrected.lower_prediction_boundary > estimated.upper_threshold
            or corrected.upper_prediction_boundary < estimated.lower_threshold
        ),
        1 = 0
    ) as is_estimated_alert_certain,
    realized.is_alert as is_realized_alert,
    case
        when realized.metric_value is not null and estimated.metric_value is not null
        then
            -- Where nothing varies the band has no width, and rounding alone must not put a value outside.
            not (
                {{ ml_monitor.is_below_threshold("realized.metric_value", "realized.count_used", "coalesce(corrected.lower_prediction_boundary, estimated.lower_confidence_boundary)", "0") }}
            )
            and not (
                {{ ml_monitor.is_above_threshold("realized.metric_value", "realized.count_used", "coalesce(corrected.upper_prediction_boundary, estimated.upper_confidence_boundary)", "0") }}
            )
    end as is_realized_inside_band,
    support.metric_value as rows_out_of_support,
    coalesce(support.is_alert, 1 = 0) as is_out_of_support_alert,
    realized.count_used as labelled_row_count,
    realized.count_unused as unlabelled_row_count
from realized
left join
    estimated
    on {{ ml_monitor.same_chunk("realized", "estimated") }}
    and {{ ml_monitor.same("realized", "estimated", segment + ["metric_name"]) }}
left join
    {{ ref("monitor_corrected_estimates") }} as corrected
    on {{ ml_monitor.same_chunk("estimated", "corrected") }}
    and {{ ml_monitor.same("estimated", "corrected", ["segment_column", "segment_value", "metric_name"]) }}
    and estimated.metric_family = 'estimated_performance'
left join support on {{ ml_monitor.same_chunk("realized", "support") }} and {{ ml_monitor.same("realized", "support", segment) }}
