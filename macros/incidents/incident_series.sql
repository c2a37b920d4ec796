{# The series of judged chunks that a number belongs to, as columns of a select: those of incident_grain(). #}
{% macro incident_series(metrics) -%}
    {{ ml_monitor.columns_of(metrics, ml_monitor.segment_grain()) }},
    {{ ml_monitor.incident_kind(metrics) }} as kind,
    {{ ml_monitor.incident_column(metrics) }} as column_name
{%- endmacro %}


{#
  The column that an incident of this number would be of, `:table` where it would be of the monitor as a whole. An expression over the same relation. Each custom metric has incidents
  of its own, under its name: one may wait for labels while another is judged, and people answer for each. No column of the monitor has that name.
#}
{% macro incident_column(metrics) -%}
    case
        when {{ metrics }}.metric_family in ('univariate_drift', 'data_quality')
        then {{ metrics }}.column_name
        when {{ metrics }}.metric_family in ('business', 'estimated_business')
        then {{ metrics }}.metric_name
        else ':table'
    end
{%- endmacro %}


{# The columns that, with the opening chunk, tell one incident from another. #}
{% macro incident_grain() %} {% do return(ml_monitor.segment_grain() + ["kind", "column_name"]) %} {% endmacro %}


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
