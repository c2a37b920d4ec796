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


{#
  What is looked for in the counts of input_counts(): name, severity, the condition, the number of rows it concerns, and the parts of the message.
  An error makes numbers impossible or wrong; a warning tells which numbers will be missing and why.
#}
{% macro input_error_list() %}
    {% do return([
        (
            "empty_reference",
            "error",
            "period = 'reference' and row_count = 0",
            "row_count",
            ["'the reference has no rows; allowed: at least one chunk of them'"],
        ),
        (
            "null_row_id",
            "error",
            "row_id_count < row_count",
            "row_count - row_id_count",
            [
                "'row_id '",
                "row_id_column",
                "' is null in '",
                "row_count - row_id_count",
                "' rows; allowed: a unique value in each row'",
            ],
        ),
        (
            "duplicate_row_id",
            "error",
            "distinct_row_id_count < row_id_count",
            "row_id_count - distinct_row_id_count",
            [
                "'row_id '",
                "row_id_column",
                "' repeats itself in '",
                "row_id_count - distinct_row_id_count",
                "' rows; allowed: a unique value in each row'",
            ],
        ),
        (
            "too_few_rows",
            "error",
            "period = 'reference' and row_count > 0 and ((chunk_method = 'number' and row_count < chunk_limit) or (chunk_method = 'size' and incomplete = 'drop' and row_count < chunk_limit))",
            "row_count",
            [
                "'the reference has '",
                "row_count",
                "' rows, too few for one chunk (chunk_'",
                "chunk_method",
                "' '",
                "chunk_limit",
                "', incomplete '",
                "incomplete",
                "'); allowed: at least as many'",
            ],
        ),
        (
            "no_labels_in_reference",
            "error",
            "period = 'reference' and row_count > 0 and has_performance and label_count = 0",
            "row_count",
            [
                "'y_true '",
                "y_true_column",
                "' has no value in the reference; allowed: labels there, or no y_true in the monitor'",
            ],
        ),
        (
            "no_predictions_in_reference",
            "error",
            "period = 'reference' and row_count > 0 and has_performance and prediction_count = 0",
            "row_count",
            [
                "'y_pred '",
                "y_pred_column",
                "' has no value in the reference; allowed: predictions there, or no y_pred in the monitor'",
            ],
        ),
        (
            "no_scored_labels_in_reference",
            "error",
            "period = 'reference' and has_performance and label_count > 0 and prediction_count > 0 and scored_label_count = 0",
            "row_count",
            [
                "'no row of the reference has both y_true '",
                "y_true_column",
                "' and y_pred '",
                "y_pred_column",
                "'; allowed: rows that have both'",
            ],
        ),
        (
            "no_timestamps_in_reference",
            "error",
            "period = 'reference' and row_count > 0 and chunk_method = 'period' and timestamp_count = 0",
            "row_count",
            [
                "'timestamp '",
                "timestamp_column",
                "' has no value in the reference; allowed: timestamps there, or chunks of a size or number'",
            ],
        ),
    ]) %}
{% endmacro %}


{# The same for what only warns. #}
{% macro input_warning_list() %}
    {% do return([
        (
            "empty_analysis",
            "warning",
            "period = 'analysis' and row_count = 0",
            "row_count",
            ["'the analysis has no rows yet: there will be no analysis chunk'"],
        ),
        (
            "null_timestamp",
            "warning",
            "timestamp_count < row_count",
            "row_count - timestamp_count",
            [
                "'timestamp '",
                "timestamp_column",
                "' is null in '",
                "row_count - timestamp_count",
                "' rows: they '",
                "case when chunk_method = 'period' then 'are in no chunk' else 'come last' end",
            ],
        ),
        (
            "negative_values",
            "warning",
            "has_performance and negative_count > 0",
            "negative_count",
            [
                "'y_true or y_pred is negative in '",
                "negative_count",
                "' rows: msle and rmsle have no realized value in their chunks'",
                "case when period = 'reference' then ', and no estimate in any' else '' end",
            ],
        ),
    
    ]) %}
{% endmacro %}


{#
  The findings in the given counts: one row per monitor, period and check that found something.
#}
{% macro input_checks(counts) %}
    {%- set checks = ml_monitor.input_error_list() + ml_monitor.input_warning_list() -%}
    {% for check_name, severity, condition, affected_rows, message in checks %}
        select
            counts.monitor_name,
            counts.period,
            {{ ml_monitor.text(check_name) }} as check_name,
            {{ ml_monitor.text(severity) }} as severity,
            cast({{ affected_rows }} as {{ dbt.type_bigint() }}) as affected_rows,
            'monitor ''' || counts.monitor_name || ''', ' || counts.period || ' (' || counts.relation_name || '): '
            {%- for part in message %} || {{ part if part.startswith("'") else dbt.cast(part, dbt.type_string()) }}{% endfor %} as message
        from {{ counts }} as counts
        where {{ condition }} {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
