{#
  One row per chunk of one relation of a monitor, chunk -1 for the rows in no chunk: how many rows, ids, timestamps, labels and predictions it holds, and
  two fingerprints of its rows, one of inputs and predictions, one of labels, which may come later. One scan of the relation.
#}
{% macro chunk_fingerprints(monitor, period) %}
    {%- set label = ml_monitor.label_column(monitor, period, "source_rows") -%}
    {%- set row_id = "source_rows." ~ ml_monitor.quoted(monitor.row_id) -%}
    {#- Numbers of the target are versioned by labels alone, and those of a segment change with the segments of rows. -#}
    {%- set segment_texts = ml_monitor.segment_texts(monitor, period, "source_rows") -%}
    {%- set labelled_values = ml_monitor.custom_values(monitor, "source_rows", needs_labels=true) -%}
    {%- set has_log_metric = "msle" in monitor.metrics or "rmsle" in monitor.metrics %}
    select
        {{ ml_monitor.chunks_of_monitor(monitor, period) }},
        count(*) as row_count,
        count(row_id) as row_id_count,
        {{ "count(row_timestamp)" if monitor.timestamp is not none else "count(*)" }} as timestamp_count,
        count(y_true) as label_count,
        count(y_pred) as prediction_count,
        count(y_true + y_pred) as labelled_row_count,
        {% if has_log_metric -%} count(case when y_true + y_pred is not null and (y_true < 0 or y_pred < 0) then 1 end)
        {%- else -%} 0
        {%- endif %} as negative_count,
        {{ ml_monitor.classification_counts(monitor) }}
        min(row_timestamp) as first_timestamp,
        max(row_timestamp) as last_timestamp,
        min(row_instant) as first_instant,
        max(row_instant) as last_instant,
        {{ ml_monitor.versioned_fingerprint(monitor, "inputs_hash") }} as inputs_fingerprint,
        {{ ml_monitor.versioned_fingerprint(monitor, "labels_hash") }} as labels_fingerprint,
        {{ ml_monitor.plain_text(monitor.read_version) }} as read_version,
        {{ ml_monitor.truth(false) }} as is_trusted
    from
        (
            select
                {{ ml_monitor.chunk_index_join_hint(monitor, period) }}
                coalesce({{ ml_monitor.chunk_index_of_row(monitor) }}, -1) as chunk_index,
                {{ row_id }} as row_id,
                {{ ml_monitor.row_timestamp(monitor, "source_rows", period) }} as row_timestamp,
                {{ ml_monitor.row_instant(monitor, "source_rows", period) }} as row_instant,
                {{ label }} as y_true,
                {{ ml_monitor.prediction_column(monitor, period, "source_rows") }} as y_pred,
                {{ ml_monitor.probabilities_of_row(monitor, "source_rows") }}
                {{ ml_monitor.row_hash(ml_monitor.input_columns(monitor, period, "source_rows")) }} as inputs_hash,
                {{ ml_monitor.row_hash([row_id, label, ml_monitor.unknown_label(monitor, period, "source_rows")] + segment_texts + labelled_values) }}
                as labels_hash
            from {{ ml_monitor.rows_with_expressions(monitor, period) }} as source_rows {{ ml_monitor.chunk_index_join(monitor, period) }}
        ) as hashed_rows
    group by chunk_index
    {% if monitor.trusted -%}
        union all
        {{ ml_monitor.trusted_fingerprints(monitor, period) }}
    {%- endif %}
{% endmacro %}


{#
  What a monitor reads of a row apart from its label, each column once. Of timestamps it is what is made of them, so that another time zone makes another
  fingerprint where it makes other chunks or texts. Enums are hashed as texts: DuckDB hashes their numbers, whatever label has that number.
#}
{% macro input_columns(monitor, period, alias) %}
    {% set columns = [ml_monitor.row_timestamp(monitor, alias, period), ml_monitor.row_instant(monitor, alias, period)] | unique | list %}
    {% for name in [monitor.row_id, monitor.y_pred] + monitor.continuous_columns + monitor.categorical_columns + ml_monitor.probability_columns(monitor) %}
        {% set column = ml_monitor.column_without_zone(monitor, alias, period, name) %}
        {% if ml_monitor.family_of_column(monitor, period, name) == "enum" %}
            {% set column = dbt.cast(column, dbt.type_string()) %}
        {% endif %}
        {% if name is not none and name != monitor.y_true and column not in columns %} {% do columns.append(column) %} {% endif %}
    {% endfor %}
    {% for text in ml_monitor.segment_texts(monitor, period, alias) if text not in columns %} {% do columns.append(text) %} {% endfor %}
    {% do return(columns + ml_monitor.custom_values(monitor, alias, needs_labels=false)) %}
{% endmacro %}


{# A fingerprint of rows that also changes when other columns are read, or when the package computes its statistics in another way. #}
{% macro versioned_fingerprint(monitor, hash_column) -%}
    {{ dbt.hash(dbt.concat([ml_monitor.plain_text(monitor.columns_version), ml_monitor.set_fingerprint(hash_column)])) }}
{%- endmacro %}
