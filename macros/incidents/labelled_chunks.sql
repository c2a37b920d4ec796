{#
  The analysis chunks whose labels are complete: the monitor's first metric, realized, and whether it lies within the band of its estimate (null without an
  estimate).
#}
{% macro labelled_chunks() %}
    select
        performance.monitor_name,
        performance.segment_column,
        performance.segment_value,
        performance.chunk_index,
        performance.chunk_key,
        performance.chunk_start_date,
        performance.realized_value,
        performance.is_realized_inside_band
    from {{ ref("monitor_performance") }} as performance
    inner join
        {{ ref("monitor_config") }} as config
        on performance.monitor_name = config.monitor_name
        and performance.metric_name = config.main_metric
    inner join
        {{ ref("monitor_metrics") }} as realized
        on {{ ml_monitor.same_chunk("performance", "realized") }}
        and {{ ml_monitor.same("performance", "realized", ["segment_column", "segment_value", "metric_name"]) }}
        and realized.metric_family = 'realized_performance'
        and realized.not_judged_reason in (':none', 'no_threshold')
    where performance.period = 'analysis'
{% endmacro %}


{#
  Whether labels contradict an estimate: more than half of the labelled chunks, and at least two, lie outside its band. Over counts of both, SQL expressions.
#}
{% macro is_contradicted(outside_count, labelled_count) -%}
    case when coalesce({{ outside_count }}, 0) >= 2 and 2 * {{ outside_count }} > {{ labelled_count }} then true else false end
{%- endmacro %}


{# The latest of these chunks of each segment. Argument: the name of a relation made by labelled_chunks(). #}
{% macro last_labelled_chunks(labelled) %}
    {%- set segment = ml_monitor.columns_of(none, ml_monitor.segment_grain()) %}
    select {{ segment }}, chunk_key, chunk_start_date
    from (select *, row_number() over (partition by {{ segment }} order by chunk_index desc) as recency from {{ labelled }}) as ordered
    where recency = 1
{% endmacro %}
