{#
  The values of one monitor's columns of one feature type in the chunks that are to be counted, one row per value: chunk_index, segment_1, segment_2, ... of a monitor with segments, column_index, column_value.
  One read of the rows per column, which takes that column alone. The target comes from y_true, since labels may arrive later and are counted apart. The labels of
  a classification come as the names of their classes, a class that came later as it is written.
  `pending`: the name of a relation made by pending_versions("value_counts").
#}
{% macro pending_values(monitor, period, pending, feature_type) %}
    {% for column in ml_monitor.columns_of_monitor(monitor) if column.feature_type == feature_type %}
        {{ ml_monitor.pending_values_of_column(monitor, period, pending, column) }} {{ "union all" if not loop.last }}
    {% endfor %}
{% endmacro %}


{#
  The same of a single column; chunk -1 holds the rows of no chunk. Chunks that lie between pending ones are read in vain, and whoever joins the counts with `pending` leaves
  them out. A join with the pending chunks would be a hash table per column, of four megabytes in DuckDB however few its chunks are: 200 columns would need a gigabyte.
#}
{% macro pending_values_of_column(monitor, period, pending, column) %}
    select
        coalesce(period_rows.chunk_index, -1) as chunk_index
        {{- ml_monitor.segment_columns(monitor, "period_rows") }},
        {{ column.index }} as column_index,
        {{ ml_monitor.value_of_column(monitor, column) }} as column_value
    from {{ ref("monitor_" ~ period ~ "_rows") }} as period_rows
    cross join
        (
            select min(chunk_index) as first_index, max(chunk_index) as last_index
            from {{ pending }}
            where
                monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
                and period = '{{ period }}'
                and column_group = '{{ "target" if column.role == "target" else "inputs" }}'
        ) as pending_chunks
    where
        period_rows.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
        and coalesce(period_rows.chunk_index, -1) between pending_chunks.first_index and pending_chunks.last_index
{% endmacro %}


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
