{# The family whose reference chunks a number is judged by: an estimate by what the metric really was there, any other number by its own. #}
{% macro judged_family(metric_family) -%}
    case
        {{ metric_family }}
        when 'estimated_performance'
        then 'realized_performance'
        when 'estimated_business'
        then 'business'
        else {{ metric_family }}
    end
{%- endmacro %}
