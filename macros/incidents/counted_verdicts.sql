{# The numbers of whole analysis chunks, counted in one scan: one row per monitor, kind of incident, chunk, verdict and reason. #}
{% macro counted_verdicts() %}
    select
        metrics.monitor_name,
        {{ ml_monitor.incident_kind("metrics") }} as kind,
        metrics.chunk_index,
        metrics.verdict,
        metrics.not_judged_reason,
        count(*) as number_count
    from {{ ref("monitor_metrics") }} as metrics
    where metrics.period = 'analysis' and metrics.segment_column = ':all'
    group by
        metrics.monitor_name, {{ ml_monitor.incident_kind("metrics") }}, metrics.chunk_index, metrics.verdict, metrics.not_judged_reason
{% endmacro %}
