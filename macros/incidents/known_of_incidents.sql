{#
  The incidents of monitor_incident_spans with what other tables know of them: the column, its changes, what labels say of an estimate, and the band of the estimate that is told.
  Arguments: the names of relations made by contradicted_estimates() and affected_shares().
#}
{% macro known_of_incidents(contradictions, affected) %}
    select
        spans.*,
        config.chunk_period,
        config.owner,
        config.main_metric,
        coalesce(watched.column_role, 'table') as column_role,
        affected.affected_share,
        changes.what_changed,
        custom.worse_direction,
        coalesce(spans.kind = 'performance' or custom.needs_labels, false) as waits_for_labels,
        contradictions.labelled_chunk_count,
        contradictions.contradicted_chunk_count,
        {{ ml_monitor.is_contradicted("contradictions.contradicted_chunk_count", "contradictions.labelled_chunk_count") }}
        as is_contradicted,
        estimates.is_estimate_trusted,
        estimates.lower_prediction_boundary,
        estimates.upper_prediction_boundary,
        -- Performance is told by the metric that the monitor names first, where that one is worse in the latest alerting chunk.
        coalesce(main.metric_name, spans.worst_metric) as told_metric,
        coalesce(main.metric_value, spans.worst_value) as told_value,
        case when main.metric_name is null then spans.usual_low else main.lower_threshold end as told_low,
        case when main.metric_name is null then spans.usual_high else main.upper_threshold end as told_high
    from {{ ref("monitor_incident_spans") }} as spans
    inner join {{ ref("monitor_config") }} as config on spans.monitor_name = config.monitor_name
    left join {{ ref("monitor_columns") }} as watched on {{ ml_monitor.same("spans", "watched", ["monitor_name", "column_name"]) }}
    left join {{ affected }} as affected on spans.incident_id = affected.incident_id
    left join {{ ref("monitor_column_changes") }} as changes on spans.incident_id = changes.incident_id
    left join
        {{ ref("monitor_metric_settings") }} as custom
        on spans.monitor_name = custom.monitor_name
        and spans.kind = custom.metric_family
        and spans.column_name = custom.metric_name
    left join {{ contradictions }} as contradictions on spans.incident_id = contradictions.incident_id
    left join
        {{ ref("monitor_metrics") }} as main
        on {{ ml_monitor.same("spans", "main", ml_monitor.segment_grain()) }}
        and main.period = 'analysis'
        and spans.last_alert_chunk_index = main.chunk_index
        and config.main_metric = main.metric_name
        and main.metric_family = case spans.kind when 'performance' then 'realized_performance' else spans.kind end
        and main.is_worse
    left join
        {{ ref("monitor_performance") }} as estimates
        on {{ ml_monitor.same("spans", "estimates", ml_monitor.segment_grain()) }}
        and spans.kind = 'estimated_performance'
        and estimates.period = 'analysis'
        and spans.last_alert_chunk_index = estimates.chunk_index
        and coalesce(main.metric_name, spans.worst_metric) = estimates.metric_name
{% endmacro %}
