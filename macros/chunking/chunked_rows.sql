{#
  The rows of one period of all monitors, each with its chunk.
  The values of the watched columns are in text_1, text_2, ... and number_1, number_2, ..., in the order of monitor_columns.column_index, so that one
  table serves monitors with different columns (docs/decisions/0019-typed-columns-in-the-row-tables.md).
  A row that belongs to no chunk (dropped remainder, no timestamp for a calendar chunk) has a null chunk_index; what is fitted on the
  reference still uses it, as NannyML does.
#}
{% macro chunked_rows(period) %}
    {%- set monitors = ml_monitor.typed_monitors() %}
    {%- do ml_monitor.forbid_a_part_of_the_rows(monitors) -%}
    {%- set widths = ml_monitor.row_widths(monitors) %}
    with pending as ({{ ml_monitor.pending_versions("rows") }})

    {% for monitor in monitors %}
        select
            {{ ml_monitor.chunk_index_join_hint(monitor, period) }}
            {{ ml_monitor.plain_text(monitor.name) }} as monitor_name,
            {{ ml_monitor.column_text(monitor, period, "source_rows", monitor.row_id) }} as row_id,
            {{ ml_monitor.chunk_index_of_row(monitor) }} as chunk_index,
            {{ ml_monitor.row_timestamp(monitor, "source_rows", period) }} as row_timestamp,
            {{ ml_monitor.row_instant(monitor, "source_rows", period) }} as row_instant,
            {{ ml_monitor.label_column(monitor, period, "source_rows") }} as y_true,
            {{ ml_monitor.prediction_column(monitor, period, "source_rows") }} as y_pred,
            {{ ml_monitor.unknown_label(monitor, period, "source_rows") }} as unknown_label,
            pending.result_version
            {%- for segment in monitor.segments %}
                , {{ ml_monitor.segment_of_row(monitor, period, segment) }} as segment_{{ segment.number }}
            {%- endfor %}
            {%- for number in range(monitor.segments | length + 1, widths.segment + 1) -%}
                , {{ ml_monitor.whole(none) }} as segment_{{ number }}
            {%- endfor %}
            {%- for number in range(1, widths.custom + 1) -%}
                ,
                {{ "source_rows." ~ ml_monitor.custom_column(number) if number <= monitor.custom.row_values | length else ml_monitor.real(none) }}
                as custom_{{ number }}
            {%- endfor %}
            {%- for name, value in ml_monitor.row_values(monitor, period, widths).items() -%}, {{ value }} as {{ name }} {%- endfor %}
        from
            {{ ml_monitor.rows_with_expressions(monitor, period) }} as source_rows
            {{ ml_monitor.chunk_index_join(monitor, period, are_kept=true) }}
            {{ ml_monitor.segment_joins(monitor, period) }}
        inner join
            pending
            on pending.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
            and pending.period = '{{ period }}'
            and pending.chunk_index = coalesce({{ ml_monitor.chunk_index_of_row(monitor) }}, -1)
        union all
    {% endfor %}
    {{ ml_monitor.no_rows(ml_monitor.row_columns(widths)) }}
{% endmacro %}


{# The columns of the row tables. Those that a kept table gets later come at its end, whatever their place here. #}
{% macro row_columns(widths) %}
    {% set columns = {
        "monitor_name": "text",
        "row_id": "text",
        "chunk_index": "whole",
        "row_timestamp": "time",
        "row_instant": "time",
        "y_true": "real",
        "y_pred": "real",
        "unknown_label": "text",
        "result_version": "text",
    } %}
    {% for kind, type in {"segment": "whole", "custom": "real", "text": "text", "number": "real"}.items() %}
        {% for place in range(1, widths[kind] + 1) %} {% do columns.update({kind ~ "_" ~ place: type}) %} {% endfor %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}


{#
  How many columns for segments, values of custom metrics, texts and numbers the row tables have: as many of each as the monitor with the most of them needs; of the last two
  at least one.
#}
{% macro row_widths(monitors) %}
    {% set places = {"segment": [0], "custom": [0], "text": [1], "number": [1]} %}
    {% for monitor in monitors %}
        {% do places.segment.append(monitor.segments | length) %}
        {% do places.custom.append(monitor.custom.row_values | length) %}
        {% for column in ml_monitor.columns_of_monitor(monitor) %}
            {% do places["number" if column.feature_type == "continuous" else "text"].append(column.index) %}
        {% endfor %}
    {% endfor %}
    {% set widths = {} %}
    {% for kind, numbers in places.items() %} {% do widths.update({kind: numbers | max}) %} {% endfor %}
    {% do return(widths) %}
{% endmacro %}


{# The column of the row tables that holds the values of a column of a monitor (columns_of_monitor). The same name is made in the Python models. #}
{% macro value_column(column) -%} {{ "number_" if column.feature_type == "continuous" else "text_" }}{{ column.index }} {%- endmacro %}


{#
  The values of a row as expressions over source_rows, by the columns of the row tables that hold them; nulls in those that only wider monitors need. Labels and
  predictions of a classification are the names of their classes; what is none of them keeps its own name.
#}
{% macro row_values(monitor, period, widths) %}
    {% set values = {} %}
    {% set missing = {"text": ml_monitor.text(none), "number": ml_monitor.real(none)} %}
    {% for kind, value in missing.items() %}
        {% for place in range(1, widths[kind] + 1) %} {% do values.update({kind ~ "_" ~ place: value}) %} {% endfor %}
    {% endfor %}
    {% for column in ml_monitor.columns_of_monitor(monitor) if column.index > 0 %}
        {% if column.feature_type == "continuous" %} {% set value = ml_monitor.double_column("source_rows", column.name) %}
        {% elif column.role == "prediction" %} {% set value = ml_monitor.class_name_of_row(monitor, period, "source_rows", column.name) %}
        {% elif column.role == "target" %}
            {% set value = ml_monitor.class_name_of_row(monitor, period, "source_rows", ml_monitor.label_name(monitor, period)) %}
        {% else %} {% set value = ml_monitor.column_text(monitor, period, "source_rows", column.name) %}
        {% endif %}
        {% do values.update({ml_monitor.value_column(column) | trim: value}) %}
    {% endfor %}
    {% do return(values) %}
{% endmacro %}


{# A column as text that can be compared with that of the other relation (category_text). #}
{% macro column_text(monitor, period, alias, column_name) %}
    {% set other_period = "analysis" if period == "reference" else "reference" %}
    {% set family = ml_monitor.family_of_column(monitor, period, column_name) %}
    {% do return(
        ml_monitor.category_text(
            ml_monitor.column_without_zone(monitor, alias, period, column_name),
            "timestamp" if family == "instant" else family,
            ml_monitor.family_of_column(monitor, other_period, column_name),
            period == "reference",
        )
    ) %}
{% endmacro %}


{# A column as a 64-bit float, NaN and infinity as null; no column at all is a null. #}
{% macro double_column(alias, column_name) %}
    {%- if column_name is none -%} {{ ml_monitor.real(none) }}
    {%- else -%} {{ ml_monitor.finite(alias ~ "." ~ ml_monitor.quoted(column_name)) }}
    {%- endif -%}
{% endmacro %}
