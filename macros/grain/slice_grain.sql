{#
  The columns that tell one slice from another. A slice is the part of a chunk that a statistic is computed from. So every count, sum and metric of a chunk has this
  grain. Today a slice is the whole chunk. Whoever cuts chunks into segments adds a column here, and gives the relations below one row per slice.

  pending_versions()   A version is of a chunk, and all slices of a chunk are computed together.
  monitor_chunks       It is joined by the slice where a number of rows is read from it, and by the chunk where only dates and keys are.
  rows                 pending_values(), classified_rows() and support_counts() find the slices that a row is in.
#}
{% macro slice_grain() %} {% do return(ml_monitor.chunk_grain()) %} {% endmacro %}


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
{% macro base_slice_columns() -%} monitor_name, base_period as period, base_chunk_index as chunk_index {%- endmacro %}


{# The types of the columns of a slice, as no_rows() takes them. #}
{% macro slice_types() %} {% do return(ml_monitor.chunk_types()) %} {% endmacro %}
