{#
  The join of `source_rows` to what chunk_index_ctes() gives, by which chunk_index_of_row() tells the chunk of a row.
  `are_kept`: whether the join is to the tables of the run, not to the common table expressions.
#}
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


{# One of these common table expressions, or the same from the tables of the run. #}
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
