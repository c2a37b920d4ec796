{#
  The empirical distribution functions of the reference and of each chunk, laid side by side: one row per chunk, column and segment of the
  axis within which the chunk's function is constant and does not cross the reference's.
    reference_cdf_start, reference_cdf_end   the reference's function at the segment's start and just before its end
    reference_cdf_mean                       its mean over the segment
    chunk_cdf, width
  Only positions that occur make segments. Between two neighbouring positions of a chunk its function is constant and the reference's
  rises from one known value to another, so both the largest gap and the area follow from cumulative sums; where the two cross, the
  segment is cut at the position of the crossing.
#}
{% macro compared_ecdfs() %}
  {%- set double = ml_monitor.type_double() %}
  with counted_positions as (
    select
      monitor_name,
      column_name,
      position,
      sum(case when period = 'reference' then row_count else 0 end) as reference_count
    from {{ ref('monitor_value_counts') }}
    group by monitor_name, column_name, position
  ),

  cumulated as (
    select
      *,
      cast(sum(reference_count) over (
        partition by monitor_name, column_name order by position rows between unbounded preceding and current row
      ) as {{ double }}) / sum(reference_count) over (partition by monitor_name, column_name) as cdf,
      lag(position) over (partition by monitor_name, column_name order by position) as previous_position,
      min(case when reference_count > 0 then position end) over (partition by monitor_name, column_name) as first_position,
      max(case when reference_count > 0 then position end) over (partition by monitor_name, column_name) as last_position
    from counted_positions
  ),

  stepped as (
    select
      *,
      coalesce(lag(cdf) over (partition by monitor_name, column_name order by position), 0) as cdf_before
    from cumulated
  ),

  reference_ecdf as (
    select
      *,
      sum(coalesce(cdf_before * (position - previous_position), 0)) over (
        partition by monitor_name, column_name order by position rows between unbounded preceding and current row
      ) as integral
    from stepped
  ),

  chunk_positions as (
    select monitor_name, period, chunk_index, column_name, position, sum(row_count) as chunk_count
    from (
      select monitor_name, period, chunk_index, column_name, position, row_count
      from {{ ref('monitor_value_counts') }}
      where chunk_index is not null
      union all
      -- Both ends of the reference, so that the segments cover all of it.
      select chunk_columns.monitor_name, chunk_columns.period, chunk_columns.chunk_index, chunk_columns.column_name, ends.position, 0 as row_count
      from (
        select distinct monitor_name, period, chunk_index, column_name
        from {{ ref('monitor_value_counts') }}
        where chunk_index is not null
      ) as chunk_columns
      inner join reference_ecdf as ends
        on chunk_columns.monitor_name = ends.monitor_name
        and chunk_columns.column_name = ends.column_name
        and (ends.position = ends.first_position or ends.position = ends.last_position)
    ) as with_ends
    group by monitor_name, period, chunk_index, column_name, position
  ),

  runs as (
    select
      monitor_name,
      period,
      chunk_index,
      column_name,
      position,
      -- The last position makes a run of width 0, so that a chunk and a reference of one and the same value have a segment too.
      lead(position, 1, position) over (partition by monitor_name, period, chunk_index, column_name order by position) as next_position,
      cast(sum(chunk_count) over (
        partition by monitor_name, period, chunk_index, column_name order by position rows between unbounded preceding and current row
      ) as {{ double }}) / sum(chunk_count) over (partition by monitor_name, period, chunk_index, column_name) as chunk_cdf
    from chunk_positions
  ),

  bounded_runs as (
    select
      runs.*,
      run_start.cdf as start_cdf,
      run_start.integral as start_integral,
      case when runs.next_position > runs.position then run_end.cdf_before else run_start.cdf end as end_cdf,
      run_end.integral as end_integral,
      run_start.cdf < runs.chunk_cdf and runs.chunk_cdf < run_end.cdf_before as is_crossed
    from runs
    inner join reference_ecdf as run_start
      on runs.monitor_name = run_start.monitor_name and runs.column_name = run_start.column_name and runs.position = run_start.position
    inner join reference_ecdf as run_end
      on runs.monitor_name = run_end.monitor_name and runs.column_name = run_end.column_name and runs.next_position = run_end.position
  ),

  -- The first position at which the reference reaches the chunk's level: levels and positions sorted together, then the next position.
  levels as (
    select monitor_name, column_name, cdf as cdf_level, 1 as is_position, position, cast(null as {{ dbt.type_string() }}) as period, null as chunk_index, null as run_position
    from reference_ecdf
    where reference_count > 0
    union all
    select monitor_name, column_name, chunk_cdf as cdf_level, 0 as is_position, null as position, period, chunk_index, position as run_position
    from bounded_runs
    where is_crossed
  ),

  crossings as (
    select
      *,
      min(position) over (
        partition by monitor_name, column_name order by cdf_level, is_position rows between current row and unbounded following
      ) as crossing_position
    from levels
  ),

  crossed_runs as (
    select
      bounded_runs.*,
      crossings.crossing_position,
      crossing.cdf as crossing_cdf,
      crossing.cdf_before as crossing_cdf_before,
      crossing.integral as crossing_integral
    from bounded_runs
    inner join crossings
      on bounded_runs.monitor_name = crossings.monitor_name
      and bounded_runs.column_name = crossings.column_name
      and bounded_runs.period = crossings.period
      and bounded_runs.chunk_index = crossings.chunk_index
      and bounded_runs.position = crossings.run_position
    inner join reference_ecdf as crossing
      on crossings.monitor_name = crossing.monitor_name
      and crossings.column_name = crossing.column_name
      and crossings.crossing_position = crossing.position
    where bounded_runs.is_crossed and crossings.is_position = 0
  ),

  segments as (
    select monitor_name, period, chunk_index, column_name, chunk_cdf, start_cdf, end_cdf, end_integral - start_integral as area, next_position - position as width
    from bounded_runs
    where not is_crossed
    union all
    select monitor_name, period, chunk_index, column_name, chunk_cdf, start_cdf, crossing_cdf_before, crossing_integral - start_integral, crossing_position - position
    from crossed_runs
    union all
    select monitor_name, period, chunk_index, column_name, chunk_cdf, crossing_cdf, end_cdf, end_integral - crossing_integral, next_position - crossing_position
    from crossed_runs
  )

  select
    monitor_name,
    period,
    chunk_index,
    column_name,
    start_cdf as reference_cdf_start,
    end_cdf as reference_cdf_end,
    case when width > 0 then area / width else start_cdf end as reference_cdf_mean,
    chunk_cdf,
    width
  from segments
{% endmacro %}
