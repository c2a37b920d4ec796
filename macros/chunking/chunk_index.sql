{#
  Which chunk each row is in, without sorting all rows and without a window over their columns.

  Chunks of a size or number: the order of the rows (timestamp, then row_id) is laid over many buckets of equal width and the rows of each are
  counted, so that running totals tell the positions a bucket holds. A bucket within one chunk decides the chunk of its rows; only the rows of buckets
  with a chunk's end in them are numbered one by one. Calendar chunks: the periods that have rows are numbered in their order, those of the wall clock.

  Four macros make it up: the common table expressions, the join of `source_rows` to them, its hint, and the expression of the chunk's index, null for a row in no
  chunk. monitor_chunk_bounds and monitor_boundary_rows keep them for whoever needs the chunk of a row once monitor_chunk_fingerprints has found no error in the rows.
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
            select period_start, row_number() over (order by period_start) - 1 as chunk_index
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


{# What monitor_chunk_bounds keeps of them: a row per bucket, with the numbers that tell the bucket of a row, or per calendar period. #}
{% macro chunk_bounds(monitor, period) %}
    select {{ ml_monitor.plain_text(monitor.name) }} as monitor_name, '{{ period }}' as period,
    {% if monitor.chunk_method == "period" -%}
            periods.period_start,
            {{ ml_monitor.whole(none) }} as bucket,
            {{ ml_monitor.real(none) }} as lowest,
            {{ ml_monitor.real(none) }} as bucket_width,
            {{ ml_monitor.whole(none) }} as first_position,
            {{ ml_monitor.whole(none) }} as row_count,
            {{ ml_monitor.whole(none) }} as chunk_size,
            periods.chunk_index,
            {{ ml_monitor.truth(false) }} as is_split
        from {{ ml_monitor.chunking_cte("periods", monitor, period) }} as periods
    {%- else -%}
            cast(null as {{ ml_monitor.type_time() }}) as period_start,
            buckets.bucket,
            spans.lowest,
            spans.bucket_width,
            buckets.first_position,
            buckets.row_count,
            cast(buckets.chunk_size as {{ dbt.type_bigint() }}) as chunk_size,
            buckets.chunk_index,
            buckets.is_split
        from {{ ml_monitor.chunking_cte("buckets", monitor, period) }} as buckets
        cross join {{ ml_monitor.chunking_cte("spans", monitor, period) }} as spans
    {%- endif %}
{% endmacro %}


{% macro chunk_bound_columns() %}
    {% do return(
        {
            "monitor_name": "text",
            "period": "text",
            "period_start": "time",
            "bucket": "whole",
            "lowest": "real",
            "bucket_width": "real",
            "first_position": "whole",
            "row_count": "whole",
            "chunk_size": "whole",
            "chunk_index": "whole",
            "is_split": "truth",
        }
    ) %}
{% endmacro %}


{# The name of one of these common table expressions. #}
{% macro chunking_cte(name, monitor, period) -%} {{ period }}_{{ name }}_{{ monitor.number }} {%- endmacro %}


{# `are_kept`: whether the join is to the tables of the run, not to the common table expressions. #}
{% macro chunk_index_join(monitor, period, are_kept=false) %}
    {% if monitor.chunk_method == "period" %}
        left join
            {{ ml_monitor.chunking_relation("periods", monitor, period, are_kept) }} as row_periods
            on {{ ml_monitor.period_start(monitor.chunk_period, ml_monitor.row_timestamp(monitor, "source_rows", period)) }}
            = row_periods.period_start
    {% else %}
        cross join {{ ml_monitor.chunking_relation("spans", monitor, period, are_kept) }} as spans
        inner join
            {{ ml_monitor.chunking_relation("buckets", monitor, period, are_kept) }} as buckets
            on {{ ml_monitor.order_bucket(ml_monitor.order_number(monitor, period, "source_rows")) }} = buckets.bucket
        left join
            {{ ml_monitor.chunking_relation("boundary_rows", monitor, period, are_kept) }} as boundary_rows
            -- The text of an id is made for the few rows only that need it.
            on case when buckets.is_split then {{ ml_monitor.id_text(monitor, "source_rows") }} end = boundary_rows.row_id
    {% endif %}
{% endmacro %}


{# One of the common table expressions, or the same from the tables of the run. #}
{% macro chunking_relation(name, monitor, period, are_kept) %}
    {%- if not are_kept -%} {{ ml_monitor.chunking_cte(name, monitor, period) }}
    {%- else -%}
        {%- set columns = {
            "periods": "period_start, chunk_index",
            "spans": "max(lowest) as lowest, max(bucket_width) as bucket_width",
            "buckets": "bucket, first_position, row_count, chunk_size, chunk_index, is_split",
            "boundary_rows": "row_id, chunk_index",
        } -%}
        (
            select {{ columns[name] }}
            from {{ ref("monitor_boundary_rows" if name == "boundary_rows" else "monitor_chunk_bounds") }}
            where monitor_name = {{ ml_monitor.plain_text(monitor.name) }} and period = '{{ period }}'
        )
    {%- endif -%}
{% endmacro %}


{# The row_id of a row as text, by which boundary_rows tells the rows of a relation apart: it need not be that of the other relation. #}
{% macro id_text(monitor, alias) %}
    {% do return(dbt.cast(alias ~ "." ~ ml_monitor.quoted(monitor.row_id), dbt.type_string())) %}
{% endmacro %}


{#
  The hint after `select` where this join is made. Without a numeric order all rows fall into one bucket, so `boundary_rows` is large and must not be broadcast.
#}
{% macro chunk_index_join_hint(monitor, period) %}
    {% if monitor.chunk_method == "period" %} {% do return(ml_monitor.broadcast_hint(["row_periods"])) %} {% endif %}
    {% if not ml_monitor.has_order_number(monitor, period) %} {% do return(ml_monitor.broadcast_hint(["buckets"])) %} {% endif %}
    {% do return(ml_monitor.broadcast_hint(["buckets", "boundary_rows"])) %}
{% endmacro %}


{% macro chunk_index_of_row(monitor) -%}
    {%- if monitor.chunk_method == "period" -%} row_periods.chunk_index
    {%- else -%} case when buckets.is_split then boundary_rows.chunk_index else buckets.chunk_index end
    {%- endif -%}
{%- endmacro %}


{#
  One row with `chunk_size`. A chunk number becomes a size: rows of the reference divided by the number, rounded down, for both periods,
  so that a reference chunk and an analysis chunk can be compared; NannyML divides each period by itself (chunk_number_per_period).
#}
{% macro chunk_size_of(monitor, period) %}
    {%- if monitor.chunk_method == "size" -%} select {{ ml_monitor.whole(monitor.chunk_size) }} as chunk_size
    {%- else -%}
        {%- set counted = period if monitor.chunk_number_per_period else "reference" -%}
        select {{ ml_monitor.larger("floor(count(*) / " ~ ml_monitor.real(monitor.chunk_number) ~ ")", "1") }} as chunk_size
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
