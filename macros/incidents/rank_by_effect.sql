{#
  How severe an incident is if it is looked at alone, as a place in severities(). What was seen once and barely waits for the next chunk: if that is worse, the incident is
  critical or high. Of a custom metric without `worse` nobody said that a side is bad. An expression over the columns of monitor_incident_spans, `affected_share`,
  `is_contradicted` and `worse_direction`.
#}
{% macro rank_by_effect() -%}
    case
        when
            kind in ('performance', 'estimated_performance', 'business', 'estimated_business', 'fairness')
            and alert_chunk_count = 1
            and times_threshold < {{ ml_monitor.barely() }}
        then 3
        when kind = 'performance'
        then 1
        when kind = 'estimated_performance'
        then case when is_contradicted then 3 else 2 end
        when kind = 'fairness'
        then 2
        when kind = 'concept'
        then 3
        when kind in ('business', 'estimated_business')
        then case when worse_direction = 'either' then 3 else 2 end
        when affected_share > 0.5
        then 2
        when times_threshold >= 3
        then 3
        else 4
    end
{%- endmacro %}


{# How far beyond its threshold realized performance has to be to be critical in its first chunk: chance alone passes the threshold now and then, but barely. #}
{% macro barely() %} {% do return(1.5) %} {% endmacro %}
