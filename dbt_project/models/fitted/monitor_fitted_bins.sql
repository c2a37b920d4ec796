{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
{#- Fitted on the reference alone: what every later count of a continuous column is counted against. -#}
{%- set reference_values = ml_monitor.reference_values(ml_monitor.monitors(), "pending") %}
{%- set deviation = ml_monitor.standardised("reference_values.column_value", "moments.rough_mean", "moments.width") %}
with
    pending as ({{ ml_monitor.pending_versions("fitted_bins") }}),

    moments as (
        select
            monitor_name,
            column_name,
            count(*) as value_count,
            min(column_value) as lowest,
            max(column_value) as highest,
            -- A width that cannot be cut into bins is none.
            case
                when max(column_value) - min(column_value) > {{ ml_monitor.real(1e-280) }} then max(column_value) - min(column_value)
            end as width,
            {{ ml_monitor.mean_of_values("column_value") }} as rough_mean
        from ({{ reference_values }}) as reference_values
        where column_value is not null
        group by monitor_name, column_name
    ),

    -- A second pass: raw power sums would lose their digits where the mean is far from 0. In units of the width nothing is too large or
    -- too small.
    deviations as (
        select
            {{ ml_monitor.broadcast_hint(["moments"]) }}
            moments.monitor_name,
            moments.column_name,
            moments.value_count,
            moments.lowest,
            moments.highest,
            moments.width,
            moments.rough_mean,
            avg({{ deviation }}) as mean_deviation,
            avg(power({{ deviation }}, 2)) as mean_square,
            avg(power({{ deviation }}, 3)) as mean_cube
        from ({{ reference_values }}) as reference_values
        inner join moments on reference_values.monitor_name = moments.monitor_name and reference_values.column_name = moments.column_name
        where reference_values.column_value is not null
        group by
            moments.monitor_name,
            moments.column_name,
            moments.value_count,
            moments.lowest,
            moments.highest,
            moments.width,
            moments.rough_mean
    ),

    -- The mean deviation is what rounding left in the rough mean; it is taken out of all moments (T. Chan, G. Golub, R. LeVeque, The
    -- American Statistician 37, 1983).
    central as (
        select
            *,
            mean_square - power(mean_deviation, 2) as variance,
            mean_cube - 3 * mean_deviation * mean_square + 2 * power(mean_deviation, 3) as third_moment
        from deviations
    ),

    skewed as (
        select
            monitor_name,
            column_name,
            value_count,
            lowest,
            highest,
            case
                when abs(mean_deviation) > {{ ml_monitor.real(1e-20) }} then rough_mean + mean_deviation * width else rough_mean
            end as mean,
            case when variance > 0 then width * sqrt(variance) else {{ ml_monitor.real(0) }} end as standard_deviation,
            case when variance > 0 then third_moment / (variance * sqrt(variance)) end as skewness,
            -- Half a unit to both sides of a constant, or as little as a number of its size can be moved by.
            case
                when width is not null
                then {{ ml_monitor.real(0) }}
                when abs(lowest) > {{ ml_monitor.real(1e15) }}
                then abs(lowest) * {{ ml_monitor.real(4.5e-16) }}
                else {{ ml_monitor.real(0.5) }}
            end as margin
        from central
    ),

    doane as (
        select
            skewed.*,
            config.ecdf_bins,
            skewed.lowest - skewed.margin as lower_edge,
            skewed.highest + skewed.margin as upper_edge,
            {{ ml_monitor.doane_bin_count("value_count", "lowest", "highest", "standard_deviation", "skewness") }} as bin_count,
            case
                when not settings.needs_ecdf then 'none' when skewed.value_count < config.ecdf_exact_below then 'values' else 'bins'
            end as position_type
        from skewed
        inner join {{ ref("monitor_config") }} as config on skewed.monitor_name = config.monitor_name
        inner join
            (
                select monitor_name, max(case when {{ ml_monitor.compares_ecdfs("metric_name") }} then 1 else 0 end) = 1 as needs_ecdf
                from {{ ref("monitor_metric_settings") }}
                group by monitor_name
            ) as settings
            on skewed.monitor_name = settings.monitor_name
    )

select
    columns_of_monitors.monitor_name,
    columns_of_monitors.column_name,
    columns_of_monitors.column_role,
    columns_of_monitors.column_index,
    doane.value_count,
    doane.lowest,
    doane.highest,
    doane.mean,
    doane.standard_deviation,
    doane.skewness,
    doane.lower_edge,
    doane.upper_edge,
    cast(doane.bin_count as {{ dbt.type_bigint() }}) as bin_count,
    (doane.upper_edge - doane.lower_edge) / doane.bin_count as bin_width,
    doane.position_type,
    cast(case when doane.position_type = 'bins' then doane.ecdf_bins end as {{ dbt.type_bigint() }}) as position_count,
    case
        when doane.position_type = 'bins' then (doane.upper_edge - doane.lower_edge) / doane.ecdf_bins else {{ ml_monitor.real(1) }}
    end as position_width,
    pending.result_version
from doane
inner join pending on doane.monitor_name = pending.monitor_name
inner join
    {{ ref("monitor_columns") }} as columns_of_monitors
    on doane.monitor_name = columns_of_monitors.monitor_name
    and doane.column_name = columns_of_monitors.column_name
