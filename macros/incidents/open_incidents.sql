{#
  The open incidents: one row per incident, the one to look at first in `place` 1. Those that are muted have an order of their own.
  `memory`: the name of a relation made by incident_memory().
#}
{% macro open_incidents(memory) %}
    select
        severities.*,
        case when {{ ml_monitor.muted_by() }} = ':none' then 0 else 1 end as is_muted,
        row_number() over (
            partition by severities.monitor_name, {{ ml_monitor.muted_by() }} = ':none'
            order by
                severities.severity_rank,
                case severities.part_of_incident_id when ':none' then 0 else 1 end,
                case severities.segment_column when ':all' then 0 else 1 end,
                {{ ml_monitor.place_of_kind("severities.kind") }},
                severities.opened_chunk_index,
                severities.times_threshold desc,
                severities.incident_id
        ) as place
    from {{ ref("monitor_incident_severities") }} as severities
    left join {{ memory }} as memory on severities.incident_id = memory.incident_id
    where severities.status = 'open'
{% endmacro %}
