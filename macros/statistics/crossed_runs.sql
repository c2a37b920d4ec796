{#
  The runs of chunk_runs() within which the reference's distribution function crosses the chunk's, with the position of the crossing and the
  reference's function before, at and up to it. The runs' levels and the reference's are sorted together: the next position of the
  reference is where it reaches the run's level.
  Arguments: the names of common table expressions made by chunk_runs() and reference_ecdf().
#}
{% macro crossed_runs(runs, reference_ecdf) %}
    with
        levels as (
            {%- set run_columns = ["series", "first_position", "next_position", "chunk_cdf", "start_cdf", "start_integral", "end_cdf", "end_integral"] %}
            select base_key, position, chunk_cdf as cdf_level, 0 as is_reference, {{ run_columns | join(", ") }}
            from {{ runs }}
            where start_cdf < chunk_cdf and chunk_cdf < end_cdf
            union all
            select
                base_key, position, cdf as cdf_level, 1 as is_reference {%- for column in run_columns %}, null as {{ column }}{% endfor %}
            from {{ reference_ecdf }}
            where reference_count > 0
        ),

        crossings as (
            select
                *,
                min(case when is_reference = 1 then position end) over (
                    partition by base_key order by cdf_level, is_reference rows between current row and unbounded following
                ) as crossing_position
            from levels
        )

    select
        crossings.*,
        reference_ecdf.cdf as crossing_cdf,
        reference_ecdf.cdf_before as crossing_cdf_before,
        reference_ecdf.integral as crossing_integral
    from crossings
    inner join
        {{ reference_ecdf }} as reference_ecdf
        on crossings.base_key = reference_ecdf.base_key
        and crossings.crossing_position = reference_ecdf.position
    where crossings.is_reference = 0
{% endmacro %}
