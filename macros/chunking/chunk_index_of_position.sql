{#
  One row with `chunk_size`. A chunk number becomes a size: rows of the reference divided by the number, rounded down, for both periods,
  so that a reference chunk and an analysis chunk can be compared; NannyML divides each period by itself (chunk_number_per_period).
#}
{% macro chunk_size_of(monitor, period) %}
    {%- if monitor.chunk_method == "size" -%} select {{ ml_monitor.whole(monitor.chunk_size) }} as chunk_size
    {%- else -%}
        {%- set counted = period if monitor.chunk_number_per_period else "reference" -%}
        select
            {{ ml_monitor.larger("floor((count(*) + " ~ ml_monitor.trusted_count(monitor, counted, "row_count") ~ ") / " ~ ml_monitor.real(monitor.chunk_number) ~ ")", "1") }}
            as chunk_size
        from {{ ml_monitor.monitored_rows(monitor, counted) }} as counted_rows
    {%- endif -%}
{% endmacro %}


{#
  The chunk of a row from its position, over columns row_count and chunk_size: full chunks of `chunk_size` rows, and what remains
    keep    makes a last, smaller chunk
    append  joins the last full chunk (or makes the only chunk there is)
    drop    belongs to no chunk
  Where the number of chunks is fixed, rows after the last full chunk are the remainder, however many they are.
#}
{% macro chunk_index_of_position(monitor, period, position="row_position") %}
    {%- set full_chunks = "floor(row_count / chunk_size)" -%}
    {%- if monitor.chunk_method == "number" and (period == "reference" or monitor.chunk_number_per_period) -%}
        {%- set full_chunks = ml_monitor.smaller(full_chunks, monitor.chunk_number) -%}
    {%- endif -%}
    {%- set chunk = "floor(" ~ position ~ " / chunk_size)" -%}
    {%- set result -%}
    {%- if monitor.incomplete == 'append' -%}
      case
        when {{ full_chunks }} = 0 then 0
        when {{ chunk }} > {{ full_chunks }} - 1 then {{ full_chunks }} - 1
        else {{ chunk }}
      end
    {%- elif monitor.incomplete == 'drop' -%}
      case when {{ chunk }} < {{ full_chunks }} then {{ chunk }} end
    {%- else -%}
      {{ ml_monitor.smaller(chunk, full_chunks) }}
    {%- endif -%}
    {%- endset -%}
    cast({{ result }} as {{ dbt.type_bigint() }})
{% endmacro %}
