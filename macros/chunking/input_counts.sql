{#
  What one relation of a monitor holds in all: the sums over its chunks, and how many rows repeat an id. Read by the input checks.
  Arguments: the monitor, the period, a relation made by chunk_fingerprints(), expressions for the number of repeated ids and of rows that are in the reference too,
  and whether what is unknown is named, which reads its columns once more: labels and predictions that are none of the classes; in the reference, groups that it does not have.
#}
{% macro input_counts(monitor, period, fingerprints, duplicates="0", overlaps="0", names_unknown=false, names_unknown_groups=false) %}
    {%- set bigint = dbt.type_bigint() %}
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
        {{ ml_monitor.plain_text(monitor.name) }} as monitor_name,
        '{{ period }}' as period,
        {{ ml_monitor.plain_text(ml_monitor.relation_name(monitor[period])) }} as relation_name,
        {% for sum in sums -%} cast(coalesce(chunk_sums.{{ sum }}, 0) as {{ bigint }}) as {{ sum }}, {% endfor -%}
        chunk_sums.improper_probability,
        coalesce(chunk_sums.unseen_classes, '') as unseen_classes,
        {{ ml_monitor.unknown_values(monitor, period, ml_monitor.label_name(monitor, period) if names_unknown else none) }}
        as unknown_labels,
        {{ ml_monitor.unknown_values(monitor, period, monitor.y_pred if names_unknown else none) }} as unknown_predictions,
        {% if names_unknown_groups %} {{ ml_monitor.unknown_reference_groups(monitor) }}
        {% else %} {{ ml_monitor.text("") }}
        {% endif %} as unknown_reference_groups,
        {% if names_unknown -%}
            case when chunk_sums.unknown_label_count = chunk_sums.label_count then {{ ml_monitor.label_pair(monitor, period) }} end
        {%- else -%} {{ ml_monitor.text(none) }}
        {%- endif %} as label_pair,
        {{ duplicates }} as duplicate_row_id_count,
        {{ overlaps }} as overlapping_row_count,
        {{ ml_monitor.plain_text(monitor.row_id) }} as row_id_column,
        {{ ml_monitor.text(monitor.timestamp) }} as timestamp_column,
        {{ ml_monitor.text(monitor.y_true) }} as y_true_column,
        {{ ml_monitor.text(monitor.y_pred) }} as y_pred_column,
        {{ ml_monitor.plain_text(monitor.classes | map(attribute="name") | join(", ")) }} as class_names,
        {{ ml_monitor.text(ml_monitor.probability_columns(monitor) | first | default(none)) }} as probability_column,
        {{ ml_monitor.probability_names(monitor) | length }} as probability_column_count,
        '{{ monitor.chunk_method }}' as chunk_method,
        {{ ml_monitor.whole(monitor.chunk_number if monitor.chunk_method == "number" else monitor.chunk_size) }} as chunk_limit,
        '{{ monitor.incomplete }}' as incomplete,
        {{ ml_monitor.truth(monitor.metrics) }} as has_performance
    from
        (
            select
                {% for sum in sums -%} sum({{ sum }}) as {{ sum }}, {% endfor %}
                max(improper_probability) as improper_probability,
                {{ ml_monitor.unseen_classes(monitor) }} as unseen_classes
            from {{ fingerprints }} as fingerprints
            where monitor_name = {{ ml_monitor.plain_text(monitor.name) }} and period = '{{ period }}'
        ) as chunk_sums
{% endmacro %}
