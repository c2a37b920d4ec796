{#
  The features with open incidents: one row per incident of a feature, the worst one in `place` 1. `incidents`: the name of a relation made by open_incidents().
#}
{% macro worst_features(incidents) %}
    select
        incidents.monitor_name,
        incidents.column_name,
        row_number() over (
            partition by incidents.monitor_name order by incidents.severity_rank, incidents.times_threshold desc, incidents.column_name
        ) as place
    from {{ incidents }} as incidents
    inner join {{ ref("monitor_columns") }} as watched on {{ ml_monitor.same("incidents", "watched", ["monitor_name", "column_name"]) }}
    where incidents.kind = 'input' and incidents.is_muted = 0 and watched.column_role = 'feature'
{% endmacro %}
