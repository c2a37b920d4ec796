{# What one relation of a monitor holds, in one scan: rows, ids, timestamps, labels, predictions, values that logarithms cannot take. #}
{% macro input_counts(monitor, period) %}
    {%- set relation = ml_monitor.monitored_relation(monitor[period]) -%}
    {%- set y_true = ml_monitor.label_column(monitor, period, "input_rows") -%}
    {%- set y_pred = ml_monitor.double_column("input_rows", monitor.y_pred) -%}
    {%- set has_log_metric = "msle" in monitor.metrics or "rmsle" in monitor.metrics -%}
    select
        {{ ml_monitor.text(monitor.name) }} as monitor_name,
        {{ ml_monitor.text(period) }} as period,
        {{ ml_monitor.text(relation) }} as relation_name,
        count(*) as row_count,
        count({{ ml_monitor.quoted(monitor.row_id) }}) as row_id_count,
        count(distinct {{ ml_monitor.quoted(monitor.row_id) }}) as distinct_row_id_count,
        {{ "count(" ~ ml_monitor.row_timestamp(monitor, "input_rows") ~ ")" if monitor.timestamp is not none else "count(*)" }}
        as timestamp_count,
        count({{ y_true }}) as label_count,
        count({{ y_pred }}) as prediction_count,
        count({{ y_true }} + {{ y_pred }}) as scored_label_count,
        {% if has_log_metric -%}
            count(case when {{ y_true }} + {{ y_pred }} is not null and ({{ y_true }} < 0 or {{ y_pred }} < 0) then 1 end)
        {%- else -%} 0
        {%- endif %} as negative_count,
        {{ ml_monitor.text(monitor.row_id) }} as row_id_column,
        {{ ml_monitor.text(monitor.timestamp) }} as timestamp_column,
        {{ ml_monitor.text(monitor.y_true) }} as y_true_column,
        {{ ml_monitor.text(monitor.y_pred) }} as y_pred_column,
        {{ ml_monitor.text(monitor.chunk_method) }} as chunk_method,
        {{ ml_monitor.whole(monitor.chunk_number if monitor.chunk_method == "number" else monitor.chunk_size) }} as chunk_limit,
        {{ ml_monitor.text(monitor.incomplete) }} as incomplete,
        {{ ml_monitor.truth(monitor.metrics) }} as has_performance
    from {{ relation }} as input_rows
{% endmacro %}
