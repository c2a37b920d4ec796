{#
  The empirical distribution function of each column's reference, at every position that occurs in the reference or in any chunk.
    cdf, cdf_before    share of the reference at or below the position, and strictly below it
    integral           the area under the function from its first position up to this one
    first_position, last_position   where the reference begins and ends
#}
{% macro reference_ecdf() %}
    {%- set double = ml_monitor.type_double() %}
    with
        counted_positions as (
            select monitor_name, column_name, position, sum(case when period = 'reference' then row_count else 0 end) as reference_count
            from {{ ref("monitor_value_counts") }}
            group by monitor_name, column_name, position
        ),

        cumulated as (
            select
                *,
                cast(
                    sum(reference_count) over (
                        partition by monitor_name, column_name order by position rows between unbounded preceding and current row
                    ) as {{ double }}
                )
                / sum(reference_count) over (partition by monitor_name, column_name) as cdf,
                lag(position) over (partition by monitor_name, column_name order by position) as previous_position,
                min(case when reference_count > 0 then position end) over (partition by monitor_name, column_name) as first_position,
                max(case when reference_count > 0 then position end) over (partition by monitor_name, column_name) as last_position
            from counted_positions
        ),

        stepped as (
            select *, coalesce(lag(cdf) over (partition by monitor_name, column_name order by position), 0) as cdf_before from cumulated
        )

    select
        *,
        sum(coalesce(cdf_before * (position - previous_position), 0)) over (
            partition by monitor_name, column_name order by position rows between unbounded preceding and current row
        ) as integral
    from stepped
{% endmacro %}
