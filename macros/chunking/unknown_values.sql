{#
  The values of a label or prediction that are none of the classes, as one text for a message: the five most frequent, each with its rows. A scalar subquery; an empty
  text without a column or where all values are classes.
#}
{% macro unknown_values(monitor, period, column_name) -%}
    {%- if column_name is none or not monitor.classes -%} {{ ml_monitor.text("") }}
    {%- else -%}
        {%- set parts = [ml_monitor.text("'"), "unknown_value", ml_monitor.text("' ("), dbt.cast("row_count", dbt.type_string()), "' rows)'"] -%}
        (
            select coalesce({{ ml_monitor.sorted_texts(dbt.concat(parts), "', '") }}, {{ ml_monitor.text("") }})
            from
                (
                    select unknown_value, row_count, row_number() over (order by row_count desc, unknown_value) as place
                    from ({{ ml_monitor.counted_unknown_values(monitor, period, column_name) }}) as counted
                ) as placed
            where place <= 5
        )
    {%- endif -%}
{%- endmacro %}


{#
  The two unknown labels of a binary monitor, to be told where it knows no label at all, as the setting `classes` takes them, the first in the alphabet first: the line to write where 'no' and
  'yes' were found and 0 and 1 expected. A scalar subquery, null otherwise.
#}
{% macro label_pair(monitor, period) -%}
    {%- if monitor.problem_type != "classification_binary" or monitor.y_true is none -%} {{ ml_monitor.text(none) }}
    {%- else -%}
        {%- set label = ml_monitor.label_name(monitor, period) -%}
        {%- set parts = [ml_monitor.text("['"), "min(unknown_value)", ml_monitor.text("', '"), "max(unknown_value)", ml_monitor.text("']")] -%}
        (
            select case when count(*) = 2 then {{ dbt.concat(parts) }} end
            from ({{ ml_monitor.counted_unknown_values(monitor, period, label) }}) as counted
        )
    {%- endif -%}
{%- endmacro %}


{# Each value of a label or prediction that is none of the classes, with how many rows have it. #}
{% macro counted_unknown_values(monitor, period, column_name) %}
    select unknown_value, count(*) as row_count
    from
        (
            select {{ ml_monitor.unknown_class(monitor, period, "source_rows", column_name) }} as unknown_value
            from {{ ml_monitor.monitored_rows(monitor, period) }} as source_rows
        ) as unknown_rows
    where unknown_value is not null
    group by unknown_value
{% endmacro %}
