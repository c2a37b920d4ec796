{#
  What weak segments are told by: numbers of rows and sums, first over the parts of single columns and then over the crossings of two that survive.
  Losses come as `excess`, (loss - mean) / mean over all searched rows of the period: its mean in a segment is by how much the loss is larger there, and no digits are lost
  where losses hardly differ.
#}
{# Each searched row once per column, with the part that its value lies in, and its excess. `watched`, `totals`: names of relations of searched_columns() and search_totals(). #}
{% macro rows_in_parts(monitors, watched, totals) %}
    select
        period,
        row_number,
        column_number,
        cast({{ ml_monitor.part_key("column_number", "place") }} as {{ dbt.type_bigint() }}) as part,
        excess
    from
        (
            select
                {{ ml_monitor.broadcast_hint(["edges", "categories", "totals"]) }}
                searched.period,
                searched.row_number,
                searched.column_number,
                case
                    when searched.feature_type = 'continuous'
                    then {{ ml_monitor.place_of_number("searched.number_value", "edges") }}
                    when searched.text_value is null
                    then 98
                    else coalesce(mod(categories.part, 100), 99)
                end as place,
                {{ ml_monitor.standardised("searched.loss", "totals.mean_loss", "totals.mean_loss") }} as excess
            from ({{ ml_monitor.searched_values(monitors, watched) }}) as searched
            inner join {{ totals }} as totals on {{ ml_monitor.same("searched", "totals", ["monitor_name", "period"]) }}
            left join ({{ ml_monitor.edges_of_parts() }}) as edges on searched.column_number = edges.column_number
            left join
                {{ ref("monitor_searched_parts") }} as categories
                on searched.column_number = categories.column_number
                and searched.text_value = categories.category
        ) as placed
{% endmacro %}


{# The edges of the tenths as place_of_number() takes them, from the table of parts. #}
{% macro edges_of_parts() %}
    select
        column_number,
        max(case when mod(part, 100) = 1 then lower_edge end) as lowest,
        max(case when mod(part, 100) = 11 then lower_edge end) as highest
        {%- for number in range(1, 10) -%}
            , max(case when mod(part, 100) = {{ number + 1 }} then lower_edge end) as edge_{{ number }}
        {%- endfor %}
    from {{ ref("monitor_searched_parts") }}
    group by column_number
{% endmacro %}


{# How many rows are searched and their mean loss, per monitor and period, and how many rows a segment needs. #}
{% macro search_totals(settings) %}
    select
        counted.*,
        settings.alpha,
        settings.loss_name,
        {{ ml_monitor.larger("settings.min_support * counted.row_count", ml_monitor.real(100)) }} as min_rows
    from
        (
            select
                monitor_name,
                period,
                min(loss_source) as loss_source,
                min(chunk_index) as first_chunk_index,
                max(chunk_index) as last_chunk_index,
                count(*) as row_count,
                {{ ml_monitor.mean_of_values("loss") }} as mean_loss
            from {{ ref("monitor_searched_rows") }}
            group by monitor_name, period
        ) as counted
    inner join {{ settings }} as settings on counted.monitor_name = settings.monitor_name
{% endmacro %}


{# The parts of the analysis with enough rows, and whether a crossing of theirs can have a score above 0 (score_bound). `rows`: the name of a relation of rows_in_parts(). #}
{% macro single_segments(rows, totals) %}
    select singles.*, {{ ml_monitor.score_bound("singles") }} > 0 as is_crossed
    from
        (
            select summed.*, parts.monitor_name, parts.column_number, totals.row_count as total_count, totals.min_rows, totals.alpha
            from
                (
                    select
                        part,
                        count(*) as row_count,
                        sum(excess) as excess_sum,
                        sum(excess * excess) as square_sum,
                        1 + max(excess) as highest
                    from {{ rows }}
                    where period = 'analysis'
                    group by part
                ) as summed
            inner join {{ ref("monitor_searched_parts") }} as parts on summed.part = parts.part
            inner join {{ totals }} as totals on parts.monitor_name = totals.monitor_name and totals.period = 'analysis'
            where summed.row_count >= totals.min_rows
        ) as singles
{% endmacro %}


{# The crossings of two such parts of different columns. #}
{% macro crossed_segments(rows, singles) %}
    select crossed.*, singles.monitor_name, singles.total_count, singles.alpha
    from
        (
            select
                one.part,
                other.part as other_part,
                count(*) as row_count,
                sum(one.excess) as excess_sum,
                sum(one.excess * one.excess) as square_sum
            from
                (
                    select rows_of_parts.*
                    from {{ rows }} as rows_of_parts
                    inner join {{ singles }} as singles on rows_of_parts.part = singles.part
                    where rows_of_parts.period = 'analysis' and singles.is_crossed
                ) as one
            inner join
                (
                    select rows_of_parts.*
                    from {{ rows }} as rows_of_parts
                    inner join {{ singles }} as singles on rows_of_parts.part = singles.part
                    where rows_of_parts.period = 'analysis' and singles.is_crossed
                ) as other
                on one.row_number = other.row_number
                and one.column_number < other.column_number
            group by one.part, other.part
        ) as crossed
    inner join {{ singles }} as singles on crossed.part = singles.part
    where crossed.row_count >= singles.min_rows
{% endmacro %}
