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
        when 'multivariate_drift'
        then 'multivariate'
        when 'univariate_drift'
        then 'input'
        when 'data_quality'
        then case when {{ metrics }}.column_name = ':table' then 'multivariate' else 'input' end
    end
{%- endmacro %}


{# The column that an incident of this number would be of, `:table` where it would be of the monitor as a whole. An expression as above. #}
{% macro incident_column(metrics) -%}
    case when {{ metrics }}.metric_family in ('univariate_drift', 'data_quality') then {{ metrics }}.column_name else ':table' end
{%- endmacro %}


{# The series of judged chunks that a number belongs to, as columns of a select: those of incident_grain(). #}
{% macro incident_series(metrics) -%}
    {{ metrics }}.monitor_name,
    {{ metrics }}.segment_column,
    {{ metrics }}.segment_value,
    {{ ml_monitor.incident_kind(metrics) }} as kind,
    {{ ml_monitor.incident_column(metrics) }} as column_name
{%- endmacro %}


{#
  Whether a number is in a series of judged chunks. A jump is two alerts against the chunk before, there and back: it opens incidents only where nothing else is computed. Arguments: relations with the
  columns of monitor_metrics and of monitor_config.
#}
{% macro is_in_incident_series(metrics, config) -%}
    {{ metrics }}.period = 'analysis'
    and {{ metrics }}.verdict <> 'not_judged'
    and {{ metrics }}.drift_type in (':none', {{ ml_monitor.ranked_drift_type(config) }})
    and {{ ml_monitor.incident_kind(metrics) }} is not null
{%- endmacro %}


{# The kinds of incidents, in the order in which they matter. #}
{% macro incident_kinds() %} {% do return(["performance", "estimated_performance", "input", "multivariate"]) %} {% endmacro %}


{# The severities of alerts and incidents, the worst first: the place in the list, from 1, is the rank. #}
{% macro severities() %} {% do return(["critical", "high", "medium", "low"]) %} {% endmacro %}


{# The condition that a severity_rank is that of a severity or of a worse one. #}
{% macro is_at_least(severity) -%} severity_rank <= {{ ml_monitor.severities().index(severity) + 1 }} {%- endmacro %}


{# The name of a rank of severities(), or `:none` where the rank is null. #}
{% macro severity_of_rank(rank) -%}
    case {{ rank }} {% for severity in ml_monitor.severities() %} when {{ loop.index }} then '{{ severity }}' {% endfor %} else ':none' end
{%- endmacro %}


{# After how many judged chunks without an alert an incident stays open: one more closes it. #}
{% macro close_after() %} {% do return(2) %} {% endmacro %}


{# The columns that, with the opening chunk, tell one incident from another. #}
{% macro incident_grain() %} {% do return(["monitor_name", "segment_column", "segment_value", "kind", "column_name"]) %} {% endmacro %}


{# The condition that two relations agree in columns. #}
{% macro same(one, other, columns) -%}
    {%- for column in columns -%} {{ one }}.{{ column }} = {{ other }}.{{ column }} {{ "and " if not loop.last }} {%- endfor -%}
{%- endmacro %}


{# How far beyond its threshold realized performance has to be to be critical in its first chunk: chance alone passes the threshold now and then, but barely. #}
{% macro barely() %} {% do return(1.5) %} {% endmacro %}
