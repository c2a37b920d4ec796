{#
  The columns that tell one slice from another. A slice is the part of a chunk that a statistic is computed from: the rows of one segment, or all, which is segment 0. So
  every count, sum and metric of a chunk has this grain. monitor_slices has one row per slice, with its numbers of rows; monitor_segments says which segment an index is of.

  pending_versions()   A version is of a chunk, and all slices of a chunk are computed together. pending_slices() gives the slices of such chunks.
  monitor_slices       Numbers of rows are read from it; dates and keys of chunks from monitor_chunks, which is joined by the chunk.
  rows                 A row lies in the slice of everything and in one slice per setting of `segments` (macros/grain/segments_of_rows.sql).
#}
{% macro slice_grain() %} {% do return(ml_monitor.chunk_grain() + ["segment_index"]) %} {% endmacro %}


{# These columns as a list of a select, of a relation where `alias` names one. #}
{% macro slice_columns(alias=none) -%} {{ ml_monitor.columns_of(alias, ml_monitor.slice_grain()) }} {%- endmacro %}


{# The condition that the rows of two relations are of the same slice. #}
{% macro same_slice(one, other) -%} {{ ml_monitor.same(one, other, ml_monitor.slice_grain()) }} {%- endmacro %}


{# The columns that tell one slice from another within one period of one monitor. #}
{% macro slice_index(alias=none) -%} {{ ml_monitor.columns_of(alias, ml_monitor.slice_grain()[2:]) }} {%- endmacro %}


{# The columns of a slice over a relation of one period of one monitor, which names neither. #}
{% macro slices_of_monitor(monitor, period, alias=none) -%}
    {{ ml_monitor.plain_text(monitor.name) }} as monitor_name, '{{ period }}' as period, {{ ml_monitor.slice_index(alias) }}
{%- endmacro %}


{# What a slice of monitor_univariate_series is compared with, as the columns of a slice. Period and chunk are null where that is the reference. #}
{% macro base_slice_columns() -%} monitor_name, base_period as period, base_chunk_index as chunk_index, segment_index {%- endmacro %}


{# The types of the columns of a slice, as no_rows() takes them. #}
{% macro slice_types() %} {% do return(dict(ml_monitor.chunk_types(), segment_index="whole")) %} {% endmacro %}


{# The slices of the chunks of `pending`, the name of a relation made by pending_versions(), each with its numbers of rows. #}
{% macro pending_slices(pending) %}
    select versions.*, slices.segment_index, slices.row_count, slices.labelled_row_count
    from {{ pending }} as versions
    inner join {{ ref("monitor_slices") }} as slices on {{ ml_monitor.same_chunk("versions", "slices") }}
{% endmacro %}
