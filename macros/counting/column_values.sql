{#
  The values of one monitor's columns of one feature type in the chunks that are to be counted, one row per value: chunk_index, segment_1, segment_2, ... of a monitor with segments, column_index, column_value.
  The target comes from y_true, since labels may arrive later and are counted apart. The labels of
  a classification come as the names of their classes, a class that came later as it is written.
  `pending`: the name of a relation made by pending_versions("value_counts").
#}
{% macro pending_values(monitor, period, pending, feature_type) %}
    {% for columns in ml_monitor.batches_of_columns(monitor, feature_type) %}
        {{ ml_monitor.pending_values_of_columns(monitor, period, pending, columns) }} {{ "union all" if not loop.last }}
    {% endfor %}
{% endmacro %}


{# The same of a list of batches_of_columns(); chunk -1 holds the rows of no chunk. #}
{% macro pending_values_of_columns(monitor, period, pending, columns) %}
    select
        pending_chunks.chunk_index
        {{- ml_monitor.segment_columns(monitor, "period_rows") }},
        {% if columns | length == 1 -%}
            {{ columns[0].index }} as column_index, {{ ml_monitor.value_of_column(monitor, columns[0]) }} as column_value
        {%- else -%}
            read_columns.column_index,
            case
                read_columns.column_index
                {% for column in columns -%} when {{ column.index }} then {{ ml_monitor.value_of_column(monitor, column) }}
                {% endfor -%}
            end as column_value
        {%- endif %}
    from {{ ref("monitor_" ~ period ~ "_rows") }} as period_rows
    inner join
        (
            select cast(chunk_index as {{ dbt.type_int() }}) as chunk_index
            from {{ pending }}
            where
                monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
                and period = '{{ period }}'
                and column_group = '{{ "target" if columns[0].role == "target" else "inputs" }}'
        ) as pending_chunks
        on coalesce(period_rows.chunk_index, -1) = pending_chunks.chunk_index
    {%- if columns | length > 1 %}
        cross join
            (
                {% for column in columns -%}select {{ column.index }} as column_index {{ "union all" if not loop.last }} {% endfor -%}
            ) as read_columns
    {%- endif %}
    where period_rows.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
{% endmacro %}


{#
  How values of a list of columns are joined with what is known of each of them, in a relation with column_index: by the column, or, since it has a row at most, with all
  of it.
#}
{% macro join_of_columns(columns, relation, values, known) -%}
    {%- if columns | length == 1 -%} cross join {{ relation }} as {{ known }}
    {%- else -%} inner join {{ relation }} as {{ known }} on {{ values }}.column_index = {{ known }}.column_index
    {%- endif -%}
{%- endmacro %}


{# The condition that a row of monitor_fitted_bins is of one of these columns. #}
{% macro is_of_columns(monitor, columns) -%}
    monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
    and column_name in ({% for column in columns %}{{ ml_monitor.plain_text(column.name) }}{{ ", " if not loop.last }}{% endfor %})
{%- endmacro %}


{# The value of a column, a scalar expression over `period_rows`, rows of a row table. #}
{% macro value_of_column(monitor, column) -%}
    {%- if column.role != "target" -%} period_rows.{{ ml_monitor.value_column(column) }}
    {%- elif column.feature_type == "continuous" -%} period_rows.y_true
    {%- else -%} coalesce({{ ml_monitor.class_of_index(monitor.classes, "period_rows.y_true") }}, period_rows.unknown_label)
    {%- endif -%}
{%- endmacro %}


{#
  The values of the continuous columns in whole references, one row per value: monitor_name, column_name, column_value.
  A text that is put into every query that reads the values, as that of summarised_values() is.
  `pending`: the name of a relation with the names of the monitors that are to be fitted.
#}
{% macro reference_values(monitors, pending) %}
    {% for monitor in monitors %}
        {% for column in ml_monitor.columns_of_monitor(monitor) if column.feature_type == "continuous" %}
            select
                {{ ml_monitor.plain_text(monitor.name) }} as monitor_name,
                {{ ml_monitor.plain_text(column.name) }} as column_name,
                period_rows.{{ ml_monitor.value_column(column) if column.index > 0 else "y_true" }} as column_value
            from {{ ref("monitor_reference_rows") }} as period_rows
            cross join
                (select monitor_name from {{ pending }} where monitor_name = {{ ml_monitor.plain_text(monitor.name) }}) as pending_monitors
            where period_rows.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
            union all
        {% endfor %}
    {% endfor %}
    {{ ml_monitor.no_rows({"monitor_name": "text", "column_name": "text", "column_value": "real"}) }}
{% endmacro %}


{# The columns and pending versions of `counted`, counts by slice and column_index, as `watched` and `pending`. #}
{% macro counted_columns(feature_type) %}
    from counted
    inner join
        {{ ref("monitor_columns") }} as watched
        on counted.monitor_name = watched.monitor_name
        and counted.column_index = watched.column_index
        and watched.feature_type = {{ ml_monitor.plain_text(feature_type) }}
    inner join pending on {{ ml_monitor.same_chunk("counted", "pending") }} and watched.column_group = pending.column_group
{% endmacro %}
