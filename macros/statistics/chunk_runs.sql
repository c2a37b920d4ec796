{#
  The runs of each series (a chunk's column): from one of its positions to the next its distribution function is constant (chunk_cdf), while the reference's
  rises from start_cdf to end_cdf; start_integral and end_integral are the areas under the reference's function up to both ends.
  The last position makes a run of width 0, so that a chunk and a reference of one and the same value have a run too.
  Arguments: the names of common table expressions: series, base_key, position, row_count of the chunks; one made by reference_ecdf().
#}
{% macro chunk_runs(chunk_positions, reference_ecdf) %}
    {%- set double = ml_monitor.type_double() %}
    {%- set reference_columns = ["base_key", "position_key", "position", "cdf", "cdf_before", "integral", "first_position"] %}
    {%- set along_chunk = "partition by series order by position_key" %}
    with
        -- The reference's row takes the place of base and position: one whole number to sort by.
        keyed_positions as (
            select
                chunk_positions.series,
                chunk_positions.row_count,
                {%- for column in reference_columns %} reference_ecdf.{{ column }}{{ "," if not loop.last }} {% endfor %}
            from {{ chunk_positions }} as chunk_positions
            inner join
                {{ reference_ecdf }} as reference_ecdf
                on chunk_positions.base_key = reference_ecdf.base_key
                and chunk_positions.position = reference_ecdf.position
            union all
            -- Both ends of the reference, so that the runs cover all of it.
            select
                present.series,
                0 as row_count,
                {%- for column in reference_columns %} ends.{{ column }}{{ "," if not loop.last }} {% endfor %}
            from (select distinct series, base_key from {{ chunk_positions }}) as present
            inner join
                (select * from {{ reference_ecdf }} where position = first_position or position = last_position) as ends
                on present.base_key = ends.base_key
        ),

        chunk_totals as (select series, cast(sum(row_count) as {{ double }}) as chunk_total from {{ chunk_positions }} group by series),

        cumulated as (
            select
                *,
                lead(position) over ({{ along_chunk }}) as next_position,
                lead(cdf_before) over ({{ along_chunk }}) as next_cdf_before,
                lead(integral) over ({{ along_chunk }}) as next_integral,
                sum(cast(row_count as {{ double }})) over (
                    {{ along_chunk }} rows between unbounded preceding and current row
                ) as cumulative_count
            from keyed_positions
        )

    select
        cumulated.series,
        cumulated.base_key,
        cumulated.position,
        cumulated.first_position,
        coalesce(cumulated.next_position, cumulated.position) as next_position,
        cumulated.cumulative_count / chunk_totals.chunk_total as chunk_cdf,
        cumulated.cdf as start_cdf,
        cumulated.integral as start_integral,
        case when cumulated.next_position is null then cumulated.cdf else cumulated.next_cdf_before end as end_cdf,
        coalesce(cumulated.next_integral, cumulated.integral) as end_integral
    from cumulated
    inner join chunk_totals on cumulated.series = chunk_totals.series
    -- Of several rows at one position the last has counted all of them.
    where cumulated.next_position is null or cumulated.next_position > cumulated.position
{% endmacro %}
