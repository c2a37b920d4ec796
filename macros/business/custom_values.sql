{#
  A number of a row that custom metrics are made of, as an expression over a relation with nothing but the user's columns (rows_with_expressions), so that it can name no others. What
  needs labels is null where the label has not come, and in a relation that lacks the label's column.
#}
{% macro custom_value_of_row(monitor, period, alias, value) -%}
    {%- set label = ml_monitor.label_name(monitor, period) -%}
    {%- set numbers, has_times = [], [] -%}
    {%- for name in ml_monitor.columns_in_tokens(value.tokens) -%}
        {%- set family = ml_monitor.family_of_column(monitor, period, name) -%}
        {%- if family in ["integer", "decimal"] -%} {%- do numbers.append(name | lower) -%}
        {%- elif family in ["date", "timestamp", "instant"] -%} {%- do has_times.append(name) -%}
        {%- endif -%}
    {%- endfor -%}
    {#- Days are added to a date as whole numbers. -#}
    {%- set number = dbt.cast("(" ~ ml_monitor.guarded_sql(value.tokens, [] if has_times else numbers) ~ ")", ml_monitor.type_double()) -%}
    {%- if not value.needs_labels -%} {{ number }}
    {%- elif label is none -%} {{ ml_monitor.real(none) }}
    {%- else -%} case when {{ ml_monitor.outcome_column(monitor, period, alias, label) }} is not null then {{ number }} end
    {%- endif -%}
{%- endmacro %}


{# Its name there, which no expression may name. #}
{% macro custom_column(number) -%} ml_monitor_custom_{{ number }} {%- endmacro %}


{# These numbers of a monitor as columns of a relation of rows_with_expressions(), those that need labels or the others: a part of the fingerprints of rows. #}
{% macro custom_values(monitor, alias, needs_labels) %}
    {% set values = [] %}
    {% for value in monitor.custom.row_values if value.needs_labels == needs_labels %}
        {% do values.append(alias ~ "." ~ ml_monitor.custom_column(monitor.custom.row_values.index(value) + 1)) %}
    {% endfor %}
    {% do return(values) %}
{% endmacro %}


{# The monitors that have custom metrics. #}
{% macro monitors_with_custom_metrics() %} {% do return(ml_monitor.monitors() | selectattr("custom.metrics") | list) %} {% endmacro %}
