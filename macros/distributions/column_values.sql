{#
  The values of one monitor's continuous columns in the chunks that are to be counted, one row per value: chunk_index, column_index, column_value.
  Made on the fly from the arrays of the row tables; the target comes from its own column, since labels may arrive later and are counted apart.
  `pending`: the name of a relation made by pending_versions("value_counts").
#}
{% macro continuous_values(monitor, period, pending) %}
    select unnested.chunk_index, cast(unnested.column_index as {{ dbt.type_int() }}) as column_index, unnested.value as column_value
    from
        (
            {{
                ml_monitor.unnested(
                    "(" ~ ml_monitor.pending_rows(monitor, period, pending, "inputs") ~ ") as counted_rows", "continuous_values", ml_monitor.type_double(), ["chunk_index"]
                )
            }}
        ) as unnested
    {% for column in ml_monitor.columns_of_monitor(monitor) if column.role == "target" and column.feature_type == "continuous" -%}
        where unnested.column_index <> {{ column.index }}
        union all
        select labelled.chunk_index, {{ column.index }} as column_index, labelled.y_true as column_value
        from ({{ ml_monitor.pending_rows(monitor, period, pending, "target") }}) as labelled
    {%- endfor %}
{% endmacro %}


{# The same for categorical columns; column_value is text. The labels of a classification come as the names of their classes, a class that came later as it is written. #}
{% macro categorical_values(monitor, period, pending) %}
    select unnested.chunk_index, cast(unnested.column_index as {{ dbt.type_int() }}) as column_index, unnested.value as column_value
    from
        (
            {{
                ml_monitor.unnested(
                    "(" ~ ml_monitor.pending_rows(monitor, period, pending, "inputs") ~ ") as counted_rows", "categorical_values", dbt.type_string(), ["chunk_index"]
                )
            }}
        ) as unnested
    {% for column in ml_monitor.columns_of_monitor(monitor) if column.role == "target" and column.feature_type == "categorical" -%}
        where unnested.column_index <> {{ column.index }}
        union all
        select
            labelled.chunk_index,
            {{ column.index }} as column_index,
            coalesce({{ ml_monitor.class_of_index(monitor.classes, "labelled.y_true") }}, labelled.unknown_label) as column_value
        from ({{ ml_monitor.pending_rows(monitor, period, pending, "target") }}) as labelled
    {%- endfor %}
{% endmacro %}


{# The rows of one monitor's chunks that are to be counted; chunk -1 holds the rows of no chunk. #}
{% macro pending_rows(monitor, period, pending, column_group) %}
    select
        pending_chunks.chunk_index,
        period_rows.y_true,
        period_rows.unknown_label,
        period_rows.continuous_values,
        period_rows.categorical_values
    from {{ ref("monitor_" ~ period ~ "_rows") }} as period_rows
    inner join
        (
            select cast(chunk_index as {{ dbt.type_int() }}) as chunk_index
            from {{ pending }}
            where
                monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
                and period = '{{ period }}'
                and column_group = {{ ml_monitor.plain_text(column_group) }}
        ) as pending_chunks
        on coalesce(period_rows.chunk_index, -1) = pending_chunks.chunk_index
    where period_rows.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
{% endmacro %}


{# The columns and pending versions of `counted`, counts by monitor_name, period, chunk_index and column_index, as `watched` and `pending`. #}
{% macro counted_columns(feature_type) %}
    from counted
    inner join
        {{ ref("monitor_columns") }} as watched
        on counted.monitor_name = watched.monitor_name
        and counted.column_index = watched.column_index
        and watched.feature_type = {{ ml_monitor.plain_text(feature_type) }}
    inner join
        pending
        on counted.monitor_name = pending.monitor_name
        and counted.period = pending.period
        and counted.chunk_index = pending.chunk_index
        and watched.column_group = pending.column_group
{% endmacro %}
