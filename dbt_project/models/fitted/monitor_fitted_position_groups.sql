{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_fitted_bins') }}
{#-
  Which of the narrow bins of a distribution function segments count together: at most a two-hundredth of the reference's values and a hundredth of their range. So the
  functions of a segment have some 300 positions in place of 10,000. Only where a monitor has segments and its reference is large.
-#}
{%- set monitors = ml_monitor.monitors() | selectattr("segments") | selectattr("needs_ecdf") | list %}
{%- set double = ml_monitor.type_double() %}
{%- set digits = monitors | map(attribute="ecdf_bins") | max | default(1, true) | string | length %}
with
    pending as ({{ ml_monitor.pending_versions("fitted_position_groups") }}),

    -- All of the reference, chunk by chunk, as it is counted: the rows of no chunk are part of it.
    reference_chunks as (
        select {{ ml_monitor.chunk_columns("counted") }}, counted.column_group
        from {{ ref("monitor_versions") }} as counted
        inner join pending on counted.monitor_name = pending.monitor_name
        where counted.result_name = 'position_counts' and counted.period = 'reference'
    ),

    counted as (
        {% for monitor in monitors %}
            {% for column in ml_monitor.columns_of_monitor(monitor) if column.feature_type == "continuous" %}
                {%- set values = ml_monitor.pending_values_of_columns(monitor, "reference", "reference_chunks", [column]) %}
                select
                    {{ ml_monitor.plain_text(monitor.name) }} as monitor_name,
                    {{ ml_monitor.plain_text(column.name) }} as column_name,
                    positions.position,
                    count(*) as row_count
                from ({{ ml_monitor.binned_positions(monitor, values, [column]) }}) as positions
                group by positions.position
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows({"monitor_name": "text", "column_name": "text", "position": "real", "row_count": "whole"}) }}
    ),

    -- Every narrow bin, also those that no reference value is in: a later value may be.
    positions as (
        select
            bins.monitor_name,
            bins.column_name,
            bins.position_count,
            numbers.number as position,
            coalesce(counted.row_count, 0) as row_count
        from {{ ref("monitor_fitted_bins") }} as bins
        inner join ({{ ml_monitor.numbers(digits) }}) as numbers on numbers.number <= bins.position_count
        inner join
            (select monitor_name, column_name from counted group by monitor_name, column_name) as fitted
            on {{ ml_monitor.same("bins", "fitted", ["monitor_name", "column_name"]) }}
        left join counted on {{ ml_monitor.same("bins", "counted", ["monitor_name", "column_name"]) }} and numbers.number = counted.position
    ),

    shared as (
        select
            *,
            cast(
                sum(row_count) over (
                    partition by monitor_name, column_name order by position rows between unbounded preceding and current row
                ) as {{ double }}
            )
            / sum(row_count) over (partition by monitor_name, column_name) as cdf
        from positions
    )

select
    shared.monitor_name,
    shared.column_name,
    cast(shared.position as {{ double }}) as position,
    cast(
        min(shared.position) over (
            partition by
                shared.monitor_name,
                shared.column_name,
                floor(shared.cdf * 200),
                floor(shared.position * 100 / cast(shared.position_count as {{ double }}))
        ) as {{ double }}
    ) as position_group,
    pending.result_version
from shared
inner join pending on shared.monitor_name = pending.monitor_name
