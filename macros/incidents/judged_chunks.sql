{#
  The judged chunks of each series in their order: one row per series and chunk, with its number among them.
  `series`: the name of a relation of series with their `series_number`.
#}
{% macro judged_chunks(series) %}
    with
        distinct_chunks as (
            select series.series_number, judged.chunk_index
            from
                (
                    select {{ ml_monitor.incident_series("metrics") }}, metrics.chunk_index
                    from {{ ref("monitor_metrics") }} as metrics
                    inner join {{ ref("monitor_config") }} as config on metrics.monitor_name = config.monitor_name
                    where {{ ml_monitor.is_in_incident_series("metrics", "config") }}
                ) as judged
            inner join {{ series }} as series on {{ ml_monitor.same("judged", "series", ml_monitor.incident_grain()) }}
            group by series.series_number, judged.chunk_index
        )

    select
        *,
        row_number() over (partition by series_number order by chunk_index) as judged_number,
        count(*) over (partition by series_number) as judged_count
    from distinct_chunks
{% endmacro %}
