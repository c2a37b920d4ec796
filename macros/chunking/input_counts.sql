{#
  What one relation of a monitor holds in all: the sums over its chunks, and how many rows repeat an id. Read by the input checks.
  Arguments: the monitor, the period, a relation made by chunk_fingerprints(), and an expression for the number of repeated ids.
#}
{% macro input_counts(monitor, period, fingerprints, duplicates="0") %}
    {%- set relation = ml_monitor.monitored_relation(monitor[period]) %}
    {%- set sums = [
        "row_count",
        "row_id_count",
        "timestamp_count",
        "label_count",
        "prediction_count",
        "labelled_row_count",
        "negative_count",
        "unknown_label_count",
        "unknown_prediction_count",
        "improper_probability_count",
        "missing_probability_count",
    ] %}
    select
        {{ ml_monitor.text(monitor.name) }} as monitor_name,
        {{ ml_monitor.text(period) }} as period,
        {{ ml_monitor.text(ml_monitor.relation_name(monitor[period])) }} as relation_name,
        {% for sum in sums -%} cast(coalesce(chunk_sums.{{ sum }}, 0) as {{ dbt.type_bigint() }}) as {{ sum }}, {% endfor -%}
        coalesce(chunk_sums.unseen_classes, {{ ml_monitor.text("") }}) as unseen_classes,
        {{ duplicates }} as duplicate_row_id_count,
        {{ ml_monitor.text(monitor.row_id) }} as row_id_column,
        {{ ml_monitor.text(monitor.timestamp) }} as timestamp_column,
        {{ ml_monitor.text(monitor.y_true) }} as y_true_column,
        {{ ml_monitor.text(monitor.y_pred) }} as y_pred_column,
        {{ ml_monitor.text(monitor.classes | map(attribute="name") | join(", ")) }} as class_names,
        {{ ml_monitor.whole(ml_monitor.probability_names(monitor) | length) }} as probability_column_count,
        {{ ml_monitor.text(monitor.chunk_method) }} as chunk_method,
        {{ ml_monitor.whole(monitor.chunk_number if monitor.chunk_method == "number" else monitor.chunk_size) }} as chunk_limit,
        {{ ml_monitor.text(monitor.incomplete) }} as incomplete,
        {{ ml_monitor.truth(monitor.metrics) }} as has_performance
    from
        (
            select
                {% for sum in sums -%} sum({{ sum }}) as {{ sum }}, {% endfor -%} {{ ml_monitor.unseen_classes(monitor) }} as unseen_classes
            from {{ fingerprints }} as fingerprints
            where monitor_name = {{ ml_monitor.text(monitor.name) }} and period = {{ ml_monitor.text(period) }}
        ) as chunk_sums
{% endmacro %}
