{#- Estimated beside realized performance, and the same of custom metrics, with both verdicts and the incident, ready to be drawn. It reads no table that a check can fail on. -#}
{%- set segment = ml_monitor.segment_grain() %}
{%- set number = ["segment_column", "segment_value", "model_version", "metric_name"] %}
with
    chunks as ({{ ml_monitor.plotted_chunks() }}),

    incidents as (
        select *
        from {{ ref("monitor_incident_spans") }}
        where kind in ('performance', 'estimated_performance', 'business', 'estimated_business')
    )

select
    performance.monitor_name,
    performance.model_version,
    performance.segment_column,
    performance.segment_value,
    performance.metric_name,
    coalesce(performance.metric_name = config.main_metric, 1 = 0) as is_main_metric,
    performance.period,
    performance.chunk_key,
    performance.chunk_index,
    cast(chunks.chunk_position as {{ dbt.type_int() }}) as chunk_position,
    performance.chunk_start_date,
    performance.chunk_end_date,
    performance.chunk_start_index,
    performance.chunk_end_index,
    slices.row_count,
    slices.labelled_row_count,
    cast(slices.labelled_row_count as {{ ml_monitor.type_double() }}) / nullif(slices.row_count, 0) as labelled_share,
    performance.estimated_value,
    coalesce(performance.lower_prediction_boundary, performance.estimated_lower_confidence_boundary) as estimated_lower_boundary,
    coalesce(performance.upper_prediction_boundary, performance.estimated_upper_confidence_boundary) as estimated_upper_boundary,
    performance.estimated_lower_threshold,
    performance.estimated_upper_threshold,
    coalesce(estimated.verdict, 'not_judged') as estimated_verdict,
    coalesce(estimated.not_judged_reason, 'no_value') as estimated_not_judged_reason,
    coalesce(estimated.is_worse, 1 = 0) as is_estimated_worse,
    performance.realized_value,
    performance.realized_lower_threshold,
    performance.realized_upper_threshold,
    realized.verdict as realized_verdict,
    realized.not_judged_reason as realized_not_judged_reason,
    realized.is_worse as is_realized_worse,
    performance.is_realized_inside_band,
    coalesce(realized_incidents.incident_id, estimated_incidents.incident_id, ':none') as incident_id,
    realized.metric_family
from {{ ref("monitor_performance") }} as performance
inner join chunks on {{ ml_monitor.same_chunk("performance", "chunks") }}
inner join {{ ref("monitor_segments") }} as segments on {{ ml_monitor.same("performance", "segments", segment) }}
inner join
    {{ ref("monitor_slices") }} as slices
    on {{ ml_monitor.same_chunk("performance", "slices") }}
    and segments.segment_index = slices.segment_index
inner join {{ ref("monitor_config") }} as config on performance.monitor_name = config.monitor_name
inner join
    {{ ref("monitor_metrics") }} as realized
    on {{ ml_monitor.same_chunk("performance", "realized") }}
    and {{ ml_monitor.same("performance", "realized", number) }}
    and realized.metric_family in ('realized_performance', 'business')
left join
    {{ ref("monitor_metrics") }} as estimated
    on {{ ml_monitor.same_chunk("performance", "estimated") }}
    and {{ ml_monitor.same("performance", "estimated", number) }}
    and estimated.metric_family in ('estimated_performance', 'estimated_business')
{%- for kind in ["realized", "estimated"] %}
    left join
        incidents as {{ kind }}_incidents
        on {{ ml_monitor.same("performance", kind ~ "_incidents", segment) }}
        and {{ kind }}_incidents.kind in (
            '{{ "performance" if kind == "realized" else "estimated_performance" }}',
            '{{ "business" if kind == "realized" else "estimated_business" }}'
        )
        and case realized.metric_family when 'business' then realized.metric_name else ':table' end = {{ kind }}_incidents.column_name
        and {{ ml_monitor.is_covered_by("performance", kind ~ "_incidents") }}
{%- endfor %}
