{# The state of a monitor: over its verdict_totals(), as `totals`, and the worst of its open_incidents(), as `worst`. #}
{% macro state_of_monitor() -%}
    case
        when totals.last_judged_index is null
        then 'cannot_judge'
        when worst.severity_rank <= 2
        then 'broken'
        when worst.severity_rank is not null
        then 'watch'
        else 'ok'
    end
{%- endmacro %}
