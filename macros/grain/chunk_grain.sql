{#
  The columns that tell one chunk from another. A chunk is a window of rows, in time or in number, of one period of a monitor. Tables of chunks have this grain: their
  bounds, fingerprints, dates and versions. What is counted or computed of a chunk has the grain of slices (slice_grain).
  A relation of chunks and one of slices are joined by the chunk.
#}
{% macro chunk_grain() %} {% do return(["monitor_name", "period", "chunk_index"]) %} {% endmacro %}


{# These columns as a list of a select, of a relation where `alias` names one. #}
{% macro chunk_columns(alias=none) -%} {{ ml_monitor.columns_of(alias, ml_monitor.chunk_grain()) }} {%- endmacro %}


{# The condition that the rows of two relations are of the same chunk. #}
{% macro same_chunk(one, other) -%} {{ ml_monitor.same(one, other, ml_monitor.chunk_grain()) }} {%- endmacro %}


{# The columns of a chunk over a relation of one period of one monitor, which names neither. #}
{% macro chunks_of_monitor(monitor, period, alias=none) -%}
    {{ ml_monitor.plain_text(monitor.name) }} as monitor_name,
    '{{ period }}' as period,
    {{ ml_monitor.columns_of(alias, ml_monitor.chunk_grain()[2:]) }}
{%- endmacro %}


{# The types of these columns, as no_rows() takes them. #}
{% macro chunk_types() %} {% do return({"monitor_name": "text", "period": "text", "chunk_index": "whole"}) %} {% endmacro %}
