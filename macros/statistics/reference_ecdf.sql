{#
  The empirical distribution function of each base (what chunks are compared with), at every position that occurs in it or in one of the chunks to be compared.
    position_key       a whole number per base and position that grows with the position
    cdf, cdf_before    share of the base at or below the position, and strictly below it
    integral           the area under the function from its first position up to this one
    first_position, last_position   where the base begins and ends
  Arguments: a relation base_key, position, row_count of the bases, and a relation base_key, position of the chunks.
#}
{% macro reference_ecdf(base_positions, chunk_positions) %}
    {%- set double = ml_monitor.type_double() %}
    {%- set along_axis = "partition by base_key order by position" %}
    with
        counted_positions as (
            select base_key, position, sum(row_count) as reference_count
            from
                (
                    select base_key, position, row_count
                    from {{ base_positions }} as base_positions
                    union all
                    select distinct base_key, position, 0 as row_count
                    from {{ chunk_positions }} as chunk_positions
                ) as positions
            group by base_key, position
        ),

        cumulated as (
            select
                *,
                base_key * {{ 2**40 }} + row_number() over ({{ along_axis }}) as position_key,
                cast(sum(reference_count) over ({{ along_axis }} rows between unbounded preceding and current row) as {{ double }})
                / nullif(sum(reference_count) over (partition by base_key), 0) as cdf,
                lag(position) over ({{ along_axis }}) as previous_position,
                min(case when reference_count > 0 then position end) over (partition by base_key) as first_position,
                max(case when reference_count > 0 then position end) over (partition by base_key) as last_position
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
