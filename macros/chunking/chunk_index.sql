{#
  Joins `source_rows` to `row_chunks.chunk_index`.
  Chunks of a size or number: the rows are numbered by timestamp, then row_id, on those two columns alone (a window over all columns
  costs fifty times as much), and cut every `size` rows. Calendar chunks: the periods that have rows are numbered in their order.
#}
{% macro chunk_index_join(monitor, period) %}
    {% if monitor.chunk_method == "period" %}
        left join
            (
                select period_start, row_number() over (order by period_start) - 1 as chunk_index
                from
                    (
                        select distinct
                            {{ ml_monitor.period_start(monitor.chunk_period, ml_monitor.row_timestamp(monitor, "period_rows")) }}
                            as period_start
                        from {{ ml_monitor.monitored_relation(monitor[period]) }} as period_rows
                        where {{ ml_monitor.row_timestamp(monitor, "period_rows") }} is not null
                    ) as periods
            ) as row_chunks
            on {{ ml_monitor.period_start(monitor.chunk_period, ml_monitor.row_timestamp(monitor, "source_rows")) }}
            = row_chunks.period_start
    {% else %}
        inner join
            (
                select row_id, {{ ml_monitor.chunk_index_of_position(monitor, period) }} as chunk_index
                from ({{ ml_monitor.ordered_row_ids(monitor, period) }}) as ordered_rows
                cross join ({{ ml_monitor.chunk_size_of(monitor, period) }}) as chunk_sizes
            ) as row_chunks
            on source_rows.{{ ml_monitor.quoted(monitor.row_id) }} = row_chunks.row_id
    {% endif %}
{% endmacro %}


{# Every row's id, its position from 0 and the number of rows. #}
{% macro ordered_row_ids(monitor, period) %}
    {%- set row_id = ml_monitor.quoted(monitor.row_id) -%}
    select
        {{ row_id }} as row_id,
        count(*) over () as row_count,
        row_number() over (
            order by
                {% if monitor.timestamp is not none -%}
                    case when {{ ml_monitor.row_timestamp(monitor, "unordered_rows") }} is null then 1 else 0 end,
                    {{ ml_monitor.row_timestamp(monitor, "unordered_rows") }},
                {% endif -%}
                {{ row_id }}
        )
        - 1 as row_position
    from {{ ml_monitor.monitored_relation(monitor[period]) }} as unordered_rows
{% endmacro %}


{#
  One row with `chunk_size`. A chunk number becomes a size: rows of the reference divided by the number, rounded down, for both periods,
  so that a reference chunk and an analysis chunk can be compared; NannyML divides each period by itself (chunk_number_per_period).
#}
{% macro chunk_size_of(monitor, period) %}
    {%- if monitor.chunk_method == "size" -%} select {{ ml_monitor.whole(monitor.chunk_size) }} as chunk_size
    {%- else -%}
        {%- set counted = period if monitor.chunk_number_per_period else "reference" -%}
        select {{ ml_monitor.larger("floor(count(*) / " ~ ml_monitor.real(monitor.chunk_number) ~ ")", "1") }} as chunk_size
        from {{ ml_monitor.monitored_relation(monitor[counted]) }}
    {%- endif -%}
{% endmacro %}


{#
  The chunk of a row from its position: full chunks of `chunk_size` rows, and what remains
    keep    makes a last, smaller chunk
    append  joins the last full chunk (or makes the only chunk there is)
    drop    belongs to no chunk
  Where the number of chunks is fixed, rows after the last full chunk are the remainder, however many they are.
#}
{% macro chunk_index_of_position(monitor, period) %}
    {%- set full_chunks = "floor(row_count / chunk_size)" -%}
    {%- if monitor.chunk_method == "number" and (period == "reference" or monitor.chunk_number_per_period) -%}
        {%- set full_chunks = ml_monitor.smaller(full_chunks, monitor.chunk_number) -%}
    {%- endif -%}
    {%- set chunk = "floor(row_position / chunk_size)" -%}
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
