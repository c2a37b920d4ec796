{# What monitor_incident_log remembers of each incident: when it was first seen, by which run, and the mute that ends with it. #}
{% macro incident_memory() %}
    select
        incident_id,
        min(case when event = 'opened' then seen_at end) as first_seen_at,
        max(case when event = 'opened' then run_id end) as first_run_id,
        max(case when event = 'muted' then headline end) as muted_until_closed
    from {{ ref("monitor_incident_log") }}
    group by incident_id
{% endmacro %}


{# Why an incident is muted, `:none` where it is not: over the relations `severities` and `memory`. #}
{% macro muted_by() -%}
    case
        when severities.muted_by <> ':none'
        then severities.muted_by
        when severities.mute_until_closed <> ':none' and memory.muted_until_closed is not null
        then memory.muted_until_closed
        else ':none'
    end
{%- endmacro %}
