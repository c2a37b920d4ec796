{#
  Which chunk each row is in, without sorting all rows and without a window over their columns.

  Chunks of a size or number: the order of the rows (timestamp, then row_id) is laid over many buckets of equal width and the rows of each are
  counted, so that running totals tell the positions a bucket holds. A bucket within one chunk decides the chunk of its rows; only the rows of buckets
  with a chunk's end in them are numbered one by one. Calendar chunks: the periods that have rows are numbered in their order, those of the wall clock.

  Four macros make it up: these common table expressions, the join of `source_rows` to them, its hint, and the expression of the chunk's index, null for a row in no
  chunk (chunk_index_join.sql). monitor_chunk_bounds and monitor_boundary_rows keep them for whoever needs the chunk of a row once monitor_chunk_fingerprints has found no error in the rows.
#}
{% macro chunk_index_ctes(monitor, period) %}
    {{ ml_monitor.chunk_bound_ctes(monitor, period) }}
    {%- if monitor.chunk_method != "period" %}
        {%- set bucket = ml_monitor.order_bucket(ml_monitor.order_number(monitor, period, "unordered_rows")) %}
        {{ ml_monitor.chunking_cte("boundary_rows", monitor, period) }} as ({{ ml_monitor.boundary_rows(monitor, period, bucket) }}),
    {%- endif %}
{% endmacro %}


{# Those of them that do not grow with the rows. #}
{% macro chunk_bound_ctes(monitor, period) %}
    {%- if monitor.chunk_method == "period" %}
        {{ ml_monitor.chunking_cte("periods", monitor, period) }} as (
            select
                period_start,
                row_number() over (order by period_start)
                - 1
                + {{ ml_monitor.trusted_count(monitor, period, "chunk_count") }} as chunk_index
            from
                (
                    select distinct
                        {{ ml_monitor.period_start(monitor.chunk_period, ml_monitor.row_timestamp(monitor, "period_rows", period)) }}
                        as period_start
                    from {{ ml_monitor.monitored_rows(monitor, period) }} as period_rows
                    where {{ ml_monitor.row_instant(monitor, "period_rows", period) }} is not null
                ) as periods
        ),
    {%- else %}
        {%- set number = ml_monitor.order_number(monitor, period, "unordered_rows") -%}
        {%- set bucket = ml_monitor.order_bucket(number) -%}
        {{ ml_monitor.chunking_cte("spans", monitor, period) }} as ({{ ml_monitor.order_span(monitor, period, number) }}),

        {{ ml_monitor.chunking_cte("buckets", monitor, period) }} as ({{ ml_monitor.order_buckets(monitor, period, bucket) }}),
    {%- endif %}
{% endmacro %}


{# The name of one of them. #}
{% macro chunking_cte(name, monitor, period) -%} {{ period }}_{{ name }}_{{ monitor.number }} {%- endmacro %}
