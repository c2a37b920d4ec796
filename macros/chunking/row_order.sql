{#
  What a row's place in the order begins with, as a number that never falls while the order rises: the microseconds of the timestamp, or else the row_id
  where it is a number. None: the order can only be found by sorting.
#}
{% macro order_number(monitor, period, alias) %}
    {% if not ml_monitor.has_order_number(monitor, period) %} {% do return(none) %} {% endif %}
    {% if monitor.timestamp is not none %}
        {% do return(ml_monitor.microseconds(ml_monitor.row_instant(monitor, alias, period))) %}
    {% endif %}
    {% do return("cast(" ~ alias ~ "." ~ ml_monitor.quoted(monitor.row_id) ~ " as " ~ ml_monitor.type_double() ~ ")") %}
{% endmacro %}


{# Whether there is such a number. #}
{% macro has_order_number(monitor, period) %}
    {% if monitor.timestamp is not none %} {% do return(true) %} {% endif %}
    {% do return(ml_monitor.kind_of_family(ml_monitor.family_of_column(monitor, period, monitor.row_id)) == "number") %}
{% endmacro %}


{#
  One row: where the order's number (order_number of `unordered_rows`) begins and how wide a bucket is. Both are floats, since they are kept in a table: whoever
  computes a bucket computes it from the same numbers.
#}
{% macro order_span(monitor, period, number) %}
    {%- if number is none -%} select {{ ml_monitor.real(0) }} as lowest, {{ ml_monitor.real(none) }} as bucket_width
    {%- else -%}
        select
            cast(min({{ number }}) as {{ ml_monitor.type_double() }}) as lowest,
            cast(max({{ number }}) - min({{ number }}) as {{ ml_monitor.type_double() }})
            / {{ ml_monitor.order_bucket_count() }} as bucket_width
        from {{ ml_monitor.monitored_rows(monitor, period) }} as unordered_rows
    {%- endif -%}
{% endmacro %}


{#
  The bucket of a row, over `spans`, from its order_number(): monotone in the order. What has no number (no timestamp) comes last; without any width there is but that bucket.
#}
{% macro order_bucket(number) -%}
    {%- set last_bucket = ml_monitor.order_bucket_count() + 1 -%}
    {%- if number is none -%} {{ last_bucket }}
    {%- else -%}
        coalesce(cast(floor(({{ number }} - spans.lowest) / nullif(spans.bucket_width, 0)) as {{ dbt.type_bigint() }}), {{ last_bucket }})
    {%- endif -%}
{%- endmacro %}


{# The columns that rows are ordered by. #}
{% macro row_order(monitor, alias, period) -%}
    {% if monitor.timestamp is not none -%}
        {%- set instant = ml_monitor.row_instant(monitor, alias, period) -%} case when {{ instant }} is null then 1 else 0 end,
        {{ instant }},
    {%- endif %}
    {{ alias }}.{{ ml_monitor.quoted(monitor.row_id) }}
{%- endmacro %}


{# One row per bucket (order_bucket of `unordered_rows`): the positions it holds, its chunk, and whether a chunk ends within it. #}
{% macro order_buckets(monitor, period, bucket) %}
    {%- set rows_before = ml_monitor.trusted_count(monitor, period, "row_count") %}
    select
        bucket,
        first_position,
        row_count,
        chunk_size,
        first_chunk_index as chunk_index,
        coalesce(first_chunk_index, -1) <> coalesce(last_chunk_index, -1) as is_split
    from
        (
            select
                positioned.*,
                {{ ml_monitor.chunk_index_of_position(monitor, period, "first_position") }} as first_chunk_index,
                {{ ml_monitor.chunk_index_of_position(monitor, period, "(first_position + bucket_row_count - 1)") }} as last_chunk_index
            from
                (
                    select
                        counted.bucket,
                        chunk_sizes.chunk_size,
                        cast(sum(counted.bucket_row_count) over () + {{ rows_before }} as {{ dbt.type_bigint() }}) as row_count,
                        cast(
                            sum(counted.bucket_row_count) over (order by counted.bucket rows between unbounded preceding and current row)
                            - counted.bucket_row_count
                            + {{ rows_before }} as {{ dbt.type_bigint() }}
                        ) as first_position,
                        counted.bucket_row_count
                    from
                        (
                            select bucket, count(*) as bucket_row_count
                            from
                                (
                                    select {{ bucket }} as bucket
                                    from {{ ml_monitor.monitored_rows(monitor, period) }} as unordered_rows
                                    cross join {{ ml_monitor.chunking_cte("spans", monitor, period) }} as spans
                                ) as bucketed_rows
                            group by bucket
                        ) as counted
                    cross join ({{ ml_monitor.chunk_size_of(monitor, period) }}) as chunk_sizes
                ) as positioned
        ) as placed
{% endmacro %}


{# The rows of the buckets that a chunk ends in, numbered one by one. `are_kept`: as in chunk_index_join(). #}
{% macro boundary_rows(monitor, period, bucket, are_kept=false) %}
    select row_id, {{ ml_monitor.chunk_index_of_position(monitor, period) }} as chunk_index
    from
        (
            select
                {{ ml_monitor.broadcast_hint(["buckets"]) }}
                {{ ml_monitor.id_text(monitor, "unordered_rows") }} as row_id,
                buckets.row_count,
                buckets.chunk_size,
                buckets.first_position
                + row_number() over (partition by buckets.bucket order by {{ ml_monitor.row_order(monitor, "unordered_rows", period) }})
                - 1 as row_position
            from {{ ml_monitor.monitored_rows(monitor, period) }} as unordered_rows
            cross join {{ ml_monitor.chunking_relation("spans", monitor, period, are_kept) }} as spans
            inner join
                {{ ml_monitor.chunking_relation("buckets", monitor, period, are_kept) }} as buckets
                on {{ bucket }} = buckets.bucket
                and buckets.is_split
        ) as numbered
{% endmacro %}
