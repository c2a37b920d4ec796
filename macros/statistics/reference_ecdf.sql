{#
  The empirical distribution function of each column's reference, at every position that occurs in the reference or in one of the chunks to be compared.
    position_key       a whole number per column and position that grows with the position
    cdf, cdf_before    share of the reference at or below the position, and strictly below it
    integral           the area under the function from its first position up to this one
    first_position, last_position   where the reference begins and ends
  Arguments: a relation column_key, monitor_name, column_name of the columns, and a relation column_key, position of the chunks.
#}
{% macro reference_ecdf(column_keys, chunk_positions) %}
    {%- set double = ml_monitor.type_double() %}
    {%- set along_axis = "partition by column_key order by position" %}
    with
        counted_positions as (
            select column_key, position, sum(row_count) as reference_count
            from
                (
                    select column_keys.column_key, fitted.position, fitted.row_count
                    from {{ ref("monitor_fitted_ecdfs") }} as fitted
                    inner join
                        {{ column_keys }} as column_keys
                        on fitted.monitor_name = column_keys.monitor_name
                        and fitted.column_name = column_keys.column_name
                    union all
                    select distinct column_key, position, 0 as row_count
                    from {{ chunk_positions }} as chunk_positions
                ) as positions
            group by column_key, position
        ),

        cumulated as (
            select
                *,
                column_key * {{ 2**40 }} + row_number() over ({{ along_axis }}) as position_key,
                cast(sum(reference_count) over ({{ along_axis }} rows between unbounded preceding and current row) as {{ double }})
                / sum(reference_count) over (partition by column_key) as cdf,
                lag(position) over ({{ along_axis }}) as previous_position,
                min(case when reference_count > 0 then position end) over (partition by column_key) as first_position,
                max(case when reference_count > 0 then position end) over (partition by column_key) as last_position
            from counted_positions
        ),

        stepped as (select *, coalesce(lag(cdf) over ({{ along_axis }}), 0) as cdf_before from cumulated)

    select
        *,
        sum(coalesce(cdf_before * (position - previous_position), 0)) over (
            {{ along_axis }} rows between unbounded preceding and current row
        ) as integral
    from stepped
{% endmacro %}
