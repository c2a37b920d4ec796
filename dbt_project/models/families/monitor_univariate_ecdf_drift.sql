{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
{#- The drift of each continuous column in each chunk by the statistics of distribution functions, from the values of that chunk and those of its base. -#}
with
    pending as ({{ ml_monitor.pending_drift(ml_monitor.compares_ecdfs("versions.metric_name")) }}),

    pending_series as (
        select distinct series, base_key, {{ ml_monitor.slice_columns() }}, column_name, leaves_out, base_period, base_chunk_index
        from pending
    ),

    chunk_positions as (
        select pending_series.series, pending_series.base_key, counted.position, counted.row_count
        from {{ ref("monitor_position_counts") }} as counted
        inner join
            pending_series on {{ ml_monitor.same_slice("counted", "pending_series") }} and counted.column_name = pending_series.column_name
    ),

    bases as (select distinct base_key, {{ ml_monitor.base_slice_columns() }}, column_name from pending_series),

    base_positions as (
        select bases.base_key, fitted.position, fitted.row_count
        from {{ ref("monitor_fitted_ecdfs") }} as fitted
        inner join
            bases
            on {{ ml_monitor.same("fitted", "bases", ["monitor_name", "segment_index", "column_name"]) }}
            and bases.chunk_index is null
        union all
        select bases.base_key, counted.position, counted.row_count
        from {{ ref("monitor_position_counts") }} as counted
        inner join bases on {{ ml_monitor.same_slice("counted", "bases") }} and counted.column_name = bases.column_name
    ),

    compared_ecdfs as ({{ ml_monitor.compared_ecdfs("base_positions", "chunk_positions") }}),

    -- A run that adds to the last sums up what it compares, not all that was ever counted.
    compared_slices as (
        select distinct {{ ml_monitor.slice_columns() }}, column_name
        from
            (
                select {{ ml_monitor.slice_columns() }}, column_name
                from pending_series
                union all
                select {{ ml_monitor.slice_columns() }}, column_name
                from bases
                where chunk_index is not null
            ) as slices
    ),

    reference_totals as (
        select monitor_name, segment_index, column_name, sum(row_count) as value_count
        from {{ ref("monitor_fitted_distributions") }}
        where bin_type = 'bin'
        group by monitor_name, segment_index, column_name
    ),

    value_totals as (
        select
            {{ ml_monitor.slice_columns("compared_slices") }},
            compared_slices.column_name,
            sum(counted.row_count) as value_count,
            {{ ml_monitor.mean_distances_outside() }}
        from {{ ref("monitor_value_counts") }} as counted
        inner join
            compared_slices
            on {{ ml_monitor.same_slice("counted", "compared_slices") }}
            and counted.column_name = compared_slices.column_name
        group by {{ ml_monitor.slice_columns("compared_slices") }}, compared_slices.column_name
    ),

    -- With binned positions, what lies outside the reference adds its mean distance to the nearer end; where the base has such values
    -- too, the difference.
    compared_totals as {{ ml_monitor.materialized() }} (
        select
            pending_series.series,
            pending_series.leaves_out,
            cast(
                coalesce(of_base.value_count, case when bases.chunk_index is null then reference_totals.value_count end, 0)
                - pending_series.leaves_out * of_chunk.value_count as {{ ml_monitor.type_double() }}
            ) as reference_total,
            cast(of_chunk.value_count as {{ ml_monitor.type_double() }}) as chunk_total,
            abs(of_chunk.distance_below - coalesce(of_base.distance_below, 0))
            + abs(of_chunk.distance_above - coalesce(of_base.distance_above, 0)) as distance_outside
        from pending_series
        inner join
            value_totals as of_chunk
            on {{ ml_monitor.same_slice("pending_series", "of_chunk") }}
            and pending_series.column_name = of_chunk.column_name
        inner join bases on pending_series.base_key = bases.base_key
        left join value_totals as of_base on {{ ml_monitor.same_slice("bases", "of_base") }} and bases.column_name = of_base.column_name
        left join
            reference_totals
            on {{ ml_monitor.same("pending_series", "reference_totals", ["monitor_name", "segment_index", "column_name"]) }}
    ),

    ecdf_distances as {{ ml_monitor.materialized() }} ({{ ml_monitor.ecdf_distances("compared_ecdfs", "compared_totals") }}),

    distances as (
        select
            pending.*,
            case when bins.position_type = 'bins' then 'binned' else 'exact' end as method,
            compared_totals.reference_total,
            compared_totals.chunk_total,
            case
                pending.metric_name
                when 'kolmogorov_smirnov'
                then ecdf_distances.kolmogorov_smirnov
                when 'wasserstein'
                then
                    ecdf_distances.wasserstein * bins.position_width
                    + case when bins.position_type = 'bins' then compared_totals.distance_outside else 0 end
            end as metric_value,
            {{ ml_monitor.real(none) }} as p_value,
            case
                pending.metric_name
                when 'kolmogorov_smirnov'
                then ecdf_distances.kolmogorov_smirnov_error
                when 'wasserstein'
                then ecdf_distances.wasserstein_error * bins.position_width
            end as error_of_samples_apart
        from pending
        left join
            {{ ref("monitor_fitted_bins") }} as bins on pending.monitor_name = bins.monitor_name and pending.column_name = bins.column_name
        left join compared_totals on pending.series = compared_totals.series
        left join ecdf_distances on pending.series = ecdf_distances.series
    ),

    numbers as ({{ ml_monitor.drift_results("distances") }})

select {{ ml_monitor.number_columns() }}, result_version, computed_at
from numbers
