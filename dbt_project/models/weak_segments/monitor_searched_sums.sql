-- depends_on: {{ ref('monitor_config') }}
-- depends_on: {{ ref('monitor_searched_parts') }}
-- depends_on: {{ ref('monitor_searched_row_parts') }}
{#-
  Numbers of rows and sums of losses: of all searched rows, of the parts of single columns with enough rows, and of those crossings of two with enough rows whose parts
  survive score_bound().
-#}
{%- set monitors = ml_monitor.searching_monitors() %}
{%- set sums = ["row_count", "excess_sum", "square_sum"] %}
{% if not monitors %} {{ ml_monitor.no_rows_as_described() }}
{%- else %}
    with
        settings as ({{ ml_monitor.search_settings(monitors) }}),

        parts as (
            select
                monitor_name,
                part,
                column_number,
                case when column_number = min(column_number) over (partition by monitor_name) then 1 else 0 end as is_of_first_column
            from {{ ref("monitor_searched_parts") }}
        ),

        summed as (
            select
                period,
                part,
                count(*) as row_count,
                sum(excess) as excess_sum,
                sum(excess * excess) as square_sum,
                1 + max(excess) as highest
            from {{ ref("monitor_searched_row_parts") }}
            group by period, part
        ),

        -- Each row is in one part of the first column.
        wholes as (
            select
                parts.monitor_name,
                summed.period,
                {% for name in sums -%} sum(summed.{{ name }}) as {{ name }} {{- ", " if not loop.last }}
                {%- endfor %}
            from summed
            inner join parts on summed.part = parts.part
            where parts.is_of_first_column = 1
            group by parts.monitor_name, summed.period
        ),

        singles as (
            select singles.*, {{ ml_monitor.score_bound("singles") }} > 0 as is_crossed
            from
                (
                    select
                        parts.monitor_name,
                        parts.column_number,
                        summed.part,
                        {{ ml_monitor.columns_of("summed", sums) }},
                        summed.highest,
                        wholes.row_count as total_count,
                        settings.alpha,
                        {{ ml_monitor.larger("settings.min_support * wholes.row_count", ml_monitor.real(100)) }} as min_rows
                    from summed
                    inner join parts on summed.part = parts.part
                    inner join wholes on parts.monitor_name = wholes.monitor_name and summed.period = wholes.period
                    inner join settings on parts.monitor_name = settings.monitor_name
                    where summed.period = 'analysis'
                ) as singles
            where row_count >= min_rows
        ),

        rows_to_cross as (
            select row_parts.row_number, row_parts.part, row_parts.excess, singles.column_number
            from {{ ref("monitor_searched_row_parts") }} as row_parts
            inner join singles on row_parts.part = singles.part
            where row_parts.period = 'analysis' and singles.is_crossed
        ),

        crossed as (
            select
                one.part,
                other.part as other_part,
                count(*) as row_count,
                sum(one.excess) as excess_sum,
                sum(one.excess * one.excess) as square_sum
            from rows_to_cross as one
            inner join rows_to_cross as other on one.row_number = other.row_number and one.column_number < other.column_number
            group by one.part, other.part
        )

    select
        monitor_name,
        period,
        cast(part as {{ dbt.type_bigint() }}) as part,
        cast(other_part as {{ dbt.type_bigint() }}) as other_part,
        cast(row_count as {{ dbt.type_bigint() }}) as row_count,
        excess_sum,
        square_sum
    from
        (
            select monitor_name, period, 0 as part, 0 as other_part, {{ sums | join(", ") }}
            from wholes
            union all
            select monitor_name, 'analysis', part, 0, {{ sums | join(", ") }}
            from singles
            union all
            select singles.monitor_name, 'analysis', crossed.part, crossed.other_part, {{ ml_monitor.columns_of("crossed", sums) }}
            from crossed
            inner join singles on crossed.part = singles.part
            where crossed.row_count >= singles.min_rows
        ) as segments
{%- endif %}
