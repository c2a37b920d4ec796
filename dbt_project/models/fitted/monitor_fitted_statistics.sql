{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
{#- What the sampling errors of summary statistics need to know of the reference; for those of the mean and the sum monitor_fitted_bins is enough. -#}
{%- set monitors = ml_monitor.monitors() %}
with
    pending as ({{ ml_monitor.pending_versions("fitted_statistics") }}),

    -- All of the reference, chunk by chunk, as it is counted: the rows of no chunk are part of it.
    reference_chunks as (
        select {{ ml_monitor.chunk_columns("counted") }}, counted.column_group
        from {{ ref("monitor_versions") }} as counted
        inner join pending on counted.monitor_name = pending.monitor_name and counted.column_group = pending.column_group
        where counted.result_name = 'value_counts' and counted.period = 'reference'
    ),

    reference_sets as ({{ ml_monitor.rows_of_period("reference") }}),

    columns_of_monitors as (
        select
            watched.monitor_name,
            watched.column_name,
            watched.column_index,
            pending.result_version,
            coalesce(bins.value_count, 0) as value_count,
            reference_sets.row_count - coalesce(bins.value_count, 0) as missing_count,
            bins.mean,
            -- A constant has no spread, whatever rounding leaves.
            case when bins.lowest < bins.highest then nullif(bins.standard_deviation, 0) end as spread
        from pending
        inner join
            {{ ref("monitor_columns") }} as watched
            on pending.monitor_name = watched.monitor_name
            and pending.column_group = watched.column_group
            and watched.feature_type = 'continuous'
        inner join reference_sets on watched.monitor_name = reference_sets.monitor_name
        left join
            {{ ref("monitor_fitted_bins") }} as bins on watched.monitor_name = bins.monitor_name and watched.column_name = bins.column_name
    ),

    moments as (
        select
            {{ ml_monitor.broadcast_hint(["columns_of_monitors"]) }}
            columns_of_monitors.monitor_name,
            columns_of_monitors.column_index,
            avg(
                power({{ ml_monitor.standardised("valued.column_value", "columns_of_monitors.mean", "columns_of_monitors.spread") }}, 4)
            ) as kurtosis
        from
            (
                {{ ml_monitor.summarised_values(ml_monitor.monitors_with_statistics(monitors, ["std"]), ["reference"], "reference_chunks", with_segments=false) }}
            ) as valued
        inner join
            columns_of_monitors
            on valued.monitor_name = columns_of_monitors.monitor_name
            and valued.column_index = columns_of_monitors.column_index
        group by columns_of_monitors.monitor_name, columns_of_monitors.column_index
    ),

    medians as (
        {{ ml_monitor.medians(monitors, ["monitor_name", "period", "column_index"], ["reference"], "reference_chunks", with_segments=false) }}
    ),

    kernels as (
        select
            columns_of_monitors.*,
            moments.kurtosis,
            medians.median,
            case
                when columns_of_monitors.value_count > 1
                then
                    coalesce(
                        columns_of_monitors.spread
                        * sqrt(columns_of_monitors.value_count / nullif(columns_of_monitors.value_count - {{ ml_monitor.real(1) }}, 0)),
                        0
                    )
            end as standard_deviation
        from columns_of_monitors
        left join
            moments on columns_of_monitors.monitor_name = moments.monitor_name and columns_of_monitors.column_index = moments.column_index
        left join
            medians on columns_of_monitors.monitor_name = medians.monitor_name and columns_of_monitors.column_index = medians.column_index
    ),

    densities as (
        select
            {{ ml_monitor.broadcast_hint(["kernels"]) }}
            kernels.monitor_name,
            kernels.column_index,
            {{
                ml_monitor.kernel_density(
                    "valued.column_value",
                    "kernels.median",
                    ml_monitor.scott_bandwidth("kernels.standard_deviation", "kernels.value_count"),
                )
            }} as density
        from
            (
                {{ ml_monitor.summarised_values(ml_monitor.monitors_with_statistics(monitors, ["median"]), ["reference"], "reference_chunks", with_segments=false) }}
            ) as valued
        inner join kernels on valued.monitor_name = kernels.monitor_name and valued.column_index = kernels.column_index
        where kernels.standard_deviation > 0 and kernels.median is not null
        group by kernels.monitor_name, kernels.column_index
    )

select
    kernels.monitor_name,
    kernels.column_name,
    cast(kernels.value_count as {{ dbt.type_bigint() }}) as value_count,
    cast(kernels.missing_count as {{ dbt.type_bigint() }}) as missing_count,
    kernels.standard_deviation,
    kernels.kurtosis,
    kernels.median,
    densities.density as density_at_median,
    kernels.result_version
from kernels
left join densities on kernels.monitor_name = densities.monitor_name and kernels.column_index = densities.column_index
