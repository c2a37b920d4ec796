{#
  The numbers that are worse than they may be: one row per alert in a series of judged chunks, with its size in thresholds.
  `series`: the name of a relation of the series that have one, with their `series_number`.
#}
{% macro worse_numbers(series) %}
    select series.series_number, alerts.*
    from
        (
            select
                {{ ml_monitor.incident_series("metrics") }},
                metrics.chunk_index,
                metrics.model_version,
                metrics.metric_family,
                metrics.metric_name,
                metrics.drift_type,
                metrics.metric_value,
                metrics.lower_threshold,
                metrics.upper_threshold,
                sizes.is_cell,
                sizes.times_threshold,
                sizes.opens_alone
            from {{ ref("monitor_metrics") }} as metrics
            inner join {{ ref("monitor_config") }} as config on metrics.monitor_name = config.monitor_name
            inner join ({{ ml_monitor.alert_sizes() }}) as sizes on metrics.metric_id = sizes.metric_id and sizes.is_beyond_chance
            where metrics.is_worse and {{ ml_monitor.is_in_incident_series("metrics", "config") }}
        ) as alerts
    inner join {{ series }} as series on {{ ml_monitor.same("alerts", "series", ml_monitor.incident_grain()) }}
{% endmacro %}
