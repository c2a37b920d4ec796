{#
  Where rows meet segments. A row table has one column per setting of `segments` of the widest monitor, segment_1, segment_2, ..., each with the index of the segment that
  the row lies in by that setting. A row is never without one: what has no value lies in `:null`, what is rare in `:other`.

  sliced_groups()     counts the rows of all slices in one read, by grouping sets
  in_slices()         repeats a row for each slice that it lies in, for what needs windows over the rows of a slice
  in_segments()       the same without the slice of all rows
#}
{# These columns of a monitor, of a relation where `alias` names one, each with a comma before it. #}
{% macro segment_columns(monitor, alias=none) -%}
    {%- for segment in monitor.segments -%}, {{ alias ~ "." if alias }}segment_{{ segment.number }} {%- endfor -%}
{%- endmacro %}


{# The `group by` of a relation with chunk_index and these columns, by slices and `keys`; the slices of segments by `segment_keys`, where those are others. #}
{% macro sliced_groups(monitor, keys, alias=none, segment_keys=none) -%}
    {%- set prefix = alias ~ "." if alias else "" -%}
    {%- set of_segments = ([prefix ~ "chunk_index"] + (segment_keys or keys)) | join(", ") -%}
    {%- set keys = ([prefix ~ "chunk_index"] + keys) | join(", ") -%}
    {%- if not monitor.segments -%} group by {{ keys }}
    {%- else -%}
        group by
            grouping sets (
                ({{ keys }})
                {%- for segment in monitor.segments -%}, ({{ of_segments }}, {{ prefix }}segment_{{ segment.number }})
                {%- endfor -%}
            )
    {%- endif -%}
{%- endmacro %}


{# The columns that tell one slice from another within a period, as a list of the select of sliced_groups(). #}
{% macro slice_of_group(monitor, alias=none) -%}
    {%- set prefix = alias ~ "." if alias else "" -%}
    {{ prefix }}chunk_index,
    {% if not monitor.segments -%} 0
    {%- else -%} coalesce({% for segment in monitor.segments -%}{{ prefix }}segment_{{ segment.number }}, {% endfor -%} 0)
    {%- endif %} as segment_index
{%- endmacro %}


{# A relation, with its parentheses or by its name, with each row once per slice that it lies in; `columns` of it are kept. #}
{% macro in_slices(monitor, relation, columns) %}
    select {{ columns | join(", ") }}, 0 as segment_index
    from {{ relation }} as rows_of_all
    {%- if monitor.segments %}
        union all
        {{ ml_monitor.in_segments(monitor.segments, relation, columns) }}
    {%- endif %}
{% endmacro %}


{# The same with each row once per segment that it lies in, of one entry of `segments` or more. #}
{% macro in_segments(segments, relation, columns) %}
    {%- for segment in segments %}
        select {{ columns | join(", ") }}, segment_{{ segment.number }} as segment_index
        from {{ relation }} as rows_of_segment_{{ segment.number }} {{ "union all" if not loop.last }}
    {%- endfor %}
{% endmacro %}


{# The rows of a row table, of all monitors, each once per slice that it lies in; `columns` of them are kept. #}
{% macro rows_in_slices(period, columns) %}
    {%- set numbers = ml_monitor.row_widths(ml_monitor.monitors()).segment -%}
    {%- set rows = ref("monitor_" ~ period ~ "_rows") %}
    select {{ columns | join(", ") }}, 0 as segment_index
    from {{ rows }}
    {%- for number in range(1, numbers + 1) %}
        union all
        select {{ columns | join(", ") }}, segment_{{ number }} as segment_index
        from {{ rows }}
        where segment_{{ number }} is not null
    {%- endfor %}
{% endmacro %}
