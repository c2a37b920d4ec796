{#
  The rows of one period of all monitors, each with its chunk.
  The values of the watched columns travel in two arrays, in the order of monitor_columns.column_index, so that one table serves
  monitors with different columns (docs/decisions/0002-arrays-in-the-row-tables.md).
  A row that belongs to no chunk (dropped remainder, no timestamp for a calendar chunk) has a null chunk_index; what is fitted on the
  reference still uses it, as NannyML does.
#}
{% macro chunked_rows(period) %}
    {%- set monitors = ml_monitor.typed_monitors() %}
    with
        {% for monitor in monitors -%} {{ ml_monitor.chunk_index_ctes(monitor, period) }}{%- endfor %}
        pending as ({{ ml_monitor.pending_versions("rows") }})

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
            {{ ml_monitor.array_of(ml_monitor.array_elements(monitor, period, "continuous"), ml_monitor.type_double()) }}
            as continuous_values,
            {{ ml_monitor.array_of(ml_monitor.array_elements(monitor, period, "categorical"), dbt.type_string()) }} as categorical_values,
            pending.result_version
        from {{ ml_monitor.monitored_rows(monitor, period) }} as source_rows {{ ml_monitor.chunk_index_join(monitor, period) }}
        inner join
            pending
            on pending.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
            and pending.period = '{{ period }}'
            and pending.chunk_index = coalesce({{ ml_monitor.chunk_index_of_row(monitor) }}, -1)
        union all
    {% endfor %}
    {{
        ml_monitor.no_rows(
            {
                "monitor_name": "text",
                "row_id": "text",
                "chunk_index": "whole",
                "row_timestamp": "time",
                "row_instant": "time",
                "y_true": "real",
                "y_pred": "real",
                "unknown_label": "text",
                "continuous_values": "reals",
                "categorical_values": "texts",
                "result_version": "text",
            }
        )
    }}
{% endmacro %}


{#
  The elements of one of the two arrays, as expressions over source_rows. Labels and predictions of a classification are the names of their classes; what is none of
  them keeps its own name.
#}
{% macro array_elements(monitor, period, feature_type) %}
    {% set elements = [] %}
    {% for column in ml_monitor.columns_of_monitor(monitor) if column.feature_type == feature_type and column.index > 0 %}
        {% if feature_type == "continuous" %} {% do elements.append(ml_monitor.double_column("source_rows", column.name)) %}
        {% elif column.role == "prediction" %}
            {% do elements.append(ml_monitor.class_name_of_row(monitor, period, "source_rows", column.name)) %}
        {% elif column.role == "target" %}
            {% do elements.append(ml_monitor.class_name_of_row(monitor, period, "source_rows", ml_monitor.label_name(monitor, period))) %}
        {% else %} {% do elements.append(ml_monitor.column_text(monitor, period, "source_rows", column.name)) %}
        {% endif %}
    {% endfor %}
    {% do return(elements) %}
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
