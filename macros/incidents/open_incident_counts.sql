{#
  How many incidents are open: one row per monitor that has some, by severity, and the chunks in which the first of them opened. One that is folded into another
  counts with that: what many segments say of one thing is one.
  `incidents`: the name of a relation made by open_incidents().
#}
{% macro open_incident_counts(incidents) %}
    select
        monitor_name,
        {% for severity in ml_monitor.severities() -%}
            sum(
                case when severity_rank = {{ loop.index }} and is_muted = 0 and not is_folded then 1 else 0 end
            ) as open_{{ severity }}_incidents,
        {%- endfor %}
        sum(is_muted) as open_muted_incidents,
        sum(case when is_muted = 0 and part_of_incident_id = ':none' then 1 else 0 end) as open_count,
        min(case when is_muted = 0 then opened_chunk_index end) as first_opened_index,
        min(
            case when kind in ('performance', 'estimated_performance') and segment_column = ':all' then opened_chunk_index end
        ) as performance_opened_index
    from {{ incidents }} as incidents
    group by monitor_name
{% endmacro %}
