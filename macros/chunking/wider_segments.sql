{#
  Which segments of other entries hold all rows of a segment of a crossing: `west / online` lies in `west` of an entry with that column alone. One row per such
  segment, with the indexes of the wider ones as one text, each between colons: `:1002:2001:`. They are found in the values of the rows, not in the text of the crossing: a value may hold
  what is written between two values. A text that different values make lies in none.
  Arguments: the monitors with their column types, and the names of relations: the monitors whose segments are to be found, and these segments.
#}
{% macro wider_segments(monitors, pending, segments) %}
    with
        texts as (
            {% for monitor in monitors %}
                {% for narrow, wide in ml_monitor.segments_within_others(monitor) %}
                    select
                        {{ ml_monitor.plain_text(monitor.name) }} as monitor_name,
                        {{ narrow.number }} as segment_number,
                        segment_text,
                        {{ wide.number }} as wider_number,
                        max(wider_text) as wider_text
                    from
                        (
                            select
                                {{ ml_monitor.segment_text(monitor, "reference", "source_rows", narrow) }} as segment_text,
                                {{ ml_monitor.segment_text(monitor, "reference", "source_rows", wide) }} as wider_text
                            from {{ ml_monitor.rows_with_expressions(monitor, "reference") }} as source_rows
                            inner join
                                {{ pending }} as pending_monitors
                                on pending_monitors.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
                        ) as both_texts
                    group by segment_text
                    having count(distinct wider_text) + max(case when wider_text is null then 1 else 0 end) = 1
                    union all
                {% endfor %}
            {% endfor %}
            {{
                ml_monitor.no_rows(
                    {
                        "monitor_name": "text",
                        "segment_number": "whole",
                        "segment_text": "text",
                        "wider_number": "whole",
                        "wider_text": "text",
                    }
                )
            }}
        ),

        placed as (
            select
                narrow.monitor_name,
                narrow.segment_index,
                case
                    when texts.wider_text is null
                    then {{ ml_monitor.segment_index({"number": 0}, ":null") }} + 1000 * texts.wider_number
                    else coalesce(wide.segment_index, {{ ml_monitor.segment_index({"number": 0}, ":other") }} + 1000 * texts.wider_number)
                end as wider_index
            from texts
            inner join
                {{ segments }} as narrow
                on texts.monitor_name = narrow.monitor_name
                and texts.segment_text = narrow.segment_value
                and narrow.segment_index
                between 1000 * texts.segment_number and {{ ml_monitor.segment_index({"number": 0}, ":null") - 1 }}
                + 1000 * texts.segment_number
            left join
                {{ segments }} as wide
                on texts.monitor_name = wide.monitor_name
                and texts.wider_text = wide.segment_value
                and wide.segment_index
                between 1000 * texts.wider_number and {{ ml_monitor.segment_index({"number": 0}, ":null") - 1 }} + 1000 * texts.wider_number
        )

    select
        monitor_name,
        segment_index,
        {% set index_text = dbt.cast("wider_index", dbt.type_string()) -%}
        ':' || {{ ml_monitor.sorted_texts(index_text, "':'") }} || ':' as wider_segments
    from placed
    group by monitor_name, segment_index
{% endmacro %}


{# The pairs of entries of which each segment of the first lies in one of the second: a crossing, and an entry with some of its columns. #}
{% macro segments_within_others(monitor) %}
    {% set pairs = [] %}
    {% for narrow in monitor.segments %}
        {% for wide in monitor.segments if wide.columns and wide.columns | unique | list | length < narrow.columns | unique | list | length %}
            {% if wide.columns | reject("in", narrow.columns) | list == [] %} {% do pairs.append([narrow, wide]) %} {% endif %}
        {% endfor %}
    {% endfor %}
    {% do return(pairs) %}
{% endmacro %}


{# The same as rows, in the names of segments: each segment with one that holds all of its rows, that of everything among them. #}
{% macro segments_within() %}
    select monitor_name, segment_column, segment_value, ':all' as wider_column, ':all' as wider_value
    from {{ ref("monitor_segments") }}
    where segment_column <> ':all'
    union all
    select
        narrow.monitor_name,
        narrow.segment_column,
        narrow.segment_value,
        wide.segment_column as wider_column,
        wide.segment_value as wider_value
    from {{ ref("monitor_segments") }} as narrow
    inner join
        {{ ref("monitor_segments") }} as wide
        on narrow.monitor_name = wide.monitor_name
        and narrow.wider_segments like {{ dbt.concat(["'%:'", dbt.cast("wide.segment_index", dbt.type_string()), "':%'"]) }}
    where narrow.wider_segments <> ':none'
{% endmacro %}
