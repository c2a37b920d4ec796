{#
  The kind of incident that a number can open, an expression over a relation with the columns of monitor_metrics; null where it opens none. What is told of the rows
  as a whole, such as rows_out_of_support, is as drift of all columns together.
#}
{% macro incident_kind(metrics) -%}
    case
        {{ metrics }}.metric_family
        when 'realized_performance'
        then 'performance'
        when 'estimated_performance'
        then 'estimated_performance'
        when 'fairness'
        then 'fairness'
        when 'estimated_fairness'
        then 'fairness'
        when 'business'
        then 'business'
        when 'estimated_business'
        then 'estimated_business'
        when 'concept_drift'
        then 'concept'
        when 'multivariate_drift'
        then 'multivariate'
        when 'univariate_drift'
        then 'input'
        when 'data_quality'
        then
            case
                when {{ metrics }}.column_name <> ':table'
                then 'input'
                when {{ ml_monitor.is_metric_with(metrics ~ ".metric_name", "is_of_segments") }}
                then 'segment_share'
                else 'multivariate'
            end
    end
{%- endmacro %}


{# The kinds of incidents, in the order in which they matter. #}
{% macro incident_kinds() %}
    {% do return(["performance", "estimated_performance", "business", "estimated_business", "concept", "fairness", "input", "segment_share", "multivariate"]) %}
{% endmacro %}


{# The place of a kind in this order, from 0. #}
{% macro place_of_kind(kind) -%}
    case {{ kind }} {% for name in ml_monitor.incident_kinds() -%} when '{{ name }}' then {{ loop.index0 }} {% endfor -%} end
{%- endmacro %}
