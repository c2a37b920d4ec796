{# What is wrong, by how much and since when, as a sentence. Over the columns of relation `told` in monitor_incident_severities. #}
{% macro incident_headline() -%}
    finding
    || told_place
    || case
        when status = 'open'
        then ' since ' || told_opened
        when opened_chunk_index = last_alert_chunk_index
        then
            case
                when opened_chunk_date is null
                then ' in '
                when chunk_period is null
                then ' in the chunk that begins on '
                else ' in the ' || chunk_period || ' of '
            end
            || told_opened
        else ' from ' || told_opened || ' to ' || told_last_alert
    end
    || {{ ml_monitor.incident_labels_until() }}
    || '.'
{%- endmacro %}
