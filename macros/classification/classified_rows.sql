{#
  The rows of a classification's pending chunks, each once per slice that it lies in, with what classification metrics read: chunk_index, segment_index, row_id, y_true,
  y_pred (indexes of classes) and probability_<class index> as predicted.
  Arguments: the monitor, the period, a relation made by pending_versions(), or none for the whole period as one chunk -1 without segments, and other columns of the row tables.
#}
{% macro classified_rows(monitor, period, pending=none, more_columns=[]) %}
    {%- set probabilities = [] %}
    {%- for column in ml_monitor.columns_of_monitor(monitor) if column.class_index is not none %}
        {%- do probabilities.append("probability_" ~ column.class_index) %}
    {%- endfor %}
    {%- set rows = ml_monitor.classified_rows_of_chunks(monitor, period, pending, more_columns) %}
    {{
        ml_monitor.in_slices(
            {"segments": []} if pending is none else monitor, "(" ~ rows ~ ")", ["chunk_index", "row_id", "y_true", "y_pred"] + probabilities + more_columns
        )
    }}
{% endmacro %}


{# The same with each row once, and the columns of its segments. #}
{% macro classified_rows_of_chunks(monitor, period, pending, more_columns=[]) %}
    select
        {{ "-1" if pending is none else "period_rows.chunk_index" }} as chunk_index,
        {%- for segment in monitor.segments %} period_rows.segment_{{ segment.number }}, {%- endfor %}
        period_rows.row_id,
        period_rows.y_true,
        period_rows.y_pred
        {%- for name in more_columns %}, period_rows.{{ name }} {%- endfor %}
        {%- for column in ml_monitor.columns_of_monitor(monitor) if column.class_index is not none %}
            , period_rows.{{ ml_monitor.value_column(column) }} as probability_{{ column.class_index }}
        {%- endfor %}
        {%- if pending is not none -%} {{ ml_monitor.from_pending_rows(monitor, period, pending) }}
    {%- else %}
        from {{ ref("monitor_" ~ period ~ "_rows") }} as period_rows
        where period_rows.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
    {%- endif %}
{% endmacro %}


{# The monitors that classify. #}
{% macro classifications() %} {% do return(ml_monitor.monitors() | selectattr("classes") | list) %} {% endmacro %}


{# The columns of the statistics that classification metrics are made of, per slice. #}
{% macro classification_statistic_columns() %}
    {% do return(
        dict(
            ml_monitor.slice_types(),
            statistic_name="text",
            true_class_index="whole",
            predicted_class_index="whole",
            statistic_value="real",
        )
    ) %}
{% endmacro %}


{# The select list of one of these statistics, over a relation of slices: its name, its class or classes, its value. #}
{% macro classification_statistic(monitor, period, statistic_name, value, true_class="-1", predicted_class="-1") %}
    select
        {{ ml_monitor.slices_of_monitor(monitor, period) }},
        {{ ml_monitor.text(statistic_name) }} as statistic_name,
        cast({{ true_class }} as {{ dbt.type_bigint() }}) as true_class_index,
        cast({{ predicted_class }} as {{ dbt.type_bigint() }}) as predicted_class_index,
        cast({{ value }} as {{ ml_monitor.type_double() }}) as statistic_value
{% endmacro %}


{# Both ranking metrics of a class as statistics, from one relation of slices with roc_auc and average_precision: the rows are sorted once for both. #}
{% macro ranking_statistics(monitor, period, class, rankings) %}
    select
        {{ ml_monitor.slices_of_monitor(monitor, period, "rankings") }},
        metric_names.statistic_name,
        {{ ml_monitor.whole(class.index) }} as true_class_index,
        {{ ml_monitor.whole(-1) }} as predicted_class_index,
        case metric_names.statistic_name when 'roc_auc' then rankings.roc_auc else rankings.average_precision end as statistic_value
    from ({{ rankings }}) as rankings
    cross join
        (
            select {{ ml_monitor.text("roc_auc") }} as statistic_name
            union all
            select {{ ml_monitor.text("average_precision") }}
        ) as metric_names
{% endmacro %}


{#
  A statistic as it is kept, as columns of a select over `slices`, those that are pending, and, where there are some, `statistics`. A slice of which nothing could be counted has a row_count of 0.
#}
{% macro kept_statistic() -%}
    {{ ml_monitor.slice_columns("slices") }},
    coalesce(statistics.statistic_name, 'row_count') as statistic_name,
    coalesce(statistics.true_class_index, -1) as true_class_index,
    coalesce(statistics.predicted_class_index, -1) as predicted_class_index,
    case when statistics.statistic_name is null then 0 else statistics.statistic_value end as statistic_value
{%- endmacro %}
