{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
{#-
  The drift of each column in each chunk, from the counts of that chunk and those of what it is compared with, its base: the whole reference, the reference without
  the chunk, or the chunk before.
-#}
{%- set share_methods = ml_monitor.used_share_methods() %}
with
    pending as (
        select
            versions.monitor_name,
            versions.period,
            versions.chunk_index,
            versions.drift_type,
            versions.result_version,
            versions.metric_name,
            watched.column_name,
            watched.feature_type
        from
            (
                {%- for result_name, drift_type in [("univariate_drift", "baseline"), ("consecutive_drift", "consecutive")] %}
                    select pending_{{ drift_type }}.*, '{{ drift_type }}' as drift_type
                    from ({{ ml_monitor.pending_versions(result_name) }}) as pending_{{ drift_type }} {{ "union all" if not loop.last }}
                {%- endfor %}
            ) as versions
        inner join
            {{ ref("monitor_columns") }} as watched
            on versions.monitor_name = watched.monitor_name
            and versions.column_group = watched.column_group
        inner join
            {{ ref("monitor_metric_settings") }} as settings
            on versions.monitor_name = settings.monitor_name
            and versions.metric_name = settings.metric_name
            and watched.feature_type = settings.feature_type
            and settings.metric_family = 'univariate_drift'
    ),

    compared_chunks as (
        select
            chunks.monitor_name,
            chunks.period,
            chunks.chunk_index,
            chunks.row_count,
            config.reference_comparison,
            {{ ml_monitor.of_chunk_before("chunks.period") }} as period_before,
            {{ ml_monitor.of_chunk_before("chunks.chunk_index") }} as chunk_index_before
        from {{ ref("monitor_chunks") }} as chunks
        inner join {{ ref("monitor_config") }} as config on chunks.monitor_name = config.monitor_name
    ),

    -- A series is one column of one chunk; numbers take the place of its names, and of those of its base, until the end.
    pending_series as (
        select
            row_number() over (order by monitor_name, period, chunk_index, column_name, drift_type) as series,
            dense_rank() over (
                order by monitor_name, column_name, coalesce(base_period, ':none'), coalesce(base_chunk_index, -1)
            ) as base_key,
            distinct_series.*
        from
            (
                select
                    pending.monitor_name,
                    pending.period,
                    pending.chunk_index,
                    pending.column_name,
                    pending.feature_type,
                    pending.drift_type,
                    compared_chunks.row_count,
                    case
                        when
                            pending.drift_type = 'baseline'
                            and pending.period = 'reference'
                            and compared_chunks.reference_comparison = 'leave_one_out'
                        then 1
                        else 0
                    end as leaves_out,
                    case when pending.drift_type = 'consecutive' then compared_chunks.period_before end as base_period,
                    case when pending.drift_type = 'consecutive' then compared_chunks.chunk_index_before end as base_chunk_index,
                    max(case when {{ ml_monitor.compares_ecdfs("pending.metric_name") }} then 1 else 0 end) as needs_ecdf
                from pending
                inner join
                    compared_chunks
                    on pending.monitor_name = compared_chunks.monitor_name
                    and pending.period = compared_chunks.period
                    and pending.chunk_index = compared_chunks.chunk_index
                group by
                    pending.monitor_name,
                    pending.period,
                    pending.chunk_index,
                    pending.column_name,
                    pending.feature_type,
                    pending.drift_type,
                    compared_chunks.row_count,
                    compared_chunks.reference_comparison,
                    compared_chunks.period_before,
                    compared_chunks.chunk_index_before
            ) as distinct_series
    ),

    compared_shares as ({{ ml_monitor.compared_shares("pending_series") }}),

    share_distances as ({{ ml_monitor.share_distances("compared_shares", share_methods) }}),

    chi2_tests as (
        select
            share_distances.series,
            {{ "share_distances.chi2" if "chi2" in share_methods else ml_monitor.real(none) }} as chi2,
            share_distances.degrees_of_freedom
        from share_distances
        inner join pending_series on share_distances.series = pending_series.series and pending_series.feature_type = 'categorical'
        where {{ "share_distances.chi2 is not null" if "chi2" in share_methods else "1 = 0" }}
    ),

    p_values as {{ ml_monitor.materialized() }} ({{ ml_monitor.chi2_p_values("chi2_tests", keys=["series"], statistic="chi2") }}),

    chunk_positions as (
        select pending_series.series, pending_series.base_key, counted.position, counted.row_count, counted.distance_outside
        from {{ ref("monitor_value_counts") }} as counted
        inner join
            pending_series
            on counted.monitor_name = pending_series.monitor_name
            and counted.period = pending_series.period
            and counted.chunk_index = pending_series.chunk_index
            and counted.column_name = pending_series.column_name
            and pending_series.needs_ecdf = 1
    ),

    bases as (select distinct base_key, monitor_name, column_name, base_period, base_chunk_index from pending_series where needs_ecdf = 1),

    base_positions as (
        select bases.base_key, fitted.position, fitted.row_count, {{ ml_monitor.real(0) }} as distance_outside
        from {{ ref("monitor_fitted_ecdfs") }} as fitted
        inner join
            bases on fitted.monitor_name = bases.monitor_name and fitted.column_name = bases.column_name and bases.base_chunk_index is null
        union all
        select bases.base_key, counted.position, counted.row_count, counted.distance_outside
        from {{ ref("monitor_value_counts") }} as counted
        inner join
            bases
            on counted.monitor_name = bases.monitor_name
            and counted.period = bases.base_period
            and counted.chunk_index = bases.base_chunk_index
            and counted.column_name = bases.column_name
    ),

    compared_ecdfs as ({{ ml_monitor.compared_ecdfs("base_positions", "chunk_positions") }}),

    compared_totals as (
        select share_distances.series, share_distances.reference_total, share_distances.chunk_total, pending_series.leaves_out
        from share_distances
        inner join pending_series on share_distances.series = pending_series.series and pending_series.needs_ecdf = 1
    ),

    ecdf_distances as {{ ml_monitor.materialized() }} ({{ ml_monitor.ecdf_distances("compared_ecdfs", "compared_totals") }}),

    -- With binned positions, what lies outside the reference adds its mean distance to the nearer end; where the base has such values
    -- too, the difference.
    outside_of_chunks as (
        select series, base_key, {{ ml_monitor.mean_distances_outside() }} from chunk_positions group by series, base_key
    ),

    outside_of_bases as (select base_key, {{ ml_monitor.mean_distances_outside() }} from base_positions group by base_key),

    outside as {{ ml_monitor.materialized() }} (
        select
            outside_of_chunks.series,
            abs(outside_of_chunks.distance_below - outside_of_bases.distance_below)
            + abs(outside_of_chunks.distance_above - outside_of_bases.distance_above) as distance_outside
        from outside_of_chunks
        inner join outside_of_bases on outside_of_chunks.base_key = outside_of_bases.base_key
    ),

    distances as (
        select
            pending.*,
            pending_series.row_count,
            share_distances.reference_total,
            share_distances.chunk_total,
            case
                when {{ ml_monitor.compares_ecdfs("pending.metric_name") }} and bins.position_type = 'bins' then 'binned' else 'exact'
            end as method,
            case
                pending.metric_name
                {%- for method in share_methods %} when '{{ method }}' then share_distances.{{ method }} {%- endfor %}
                when 'kolmogorov_smirnov'
                then ecdf_distances.kolmogorov_smirnov
                when 'wasserstein'
                then
                    ecdf_distances.wasserstein * bins.position_width
                    + case when bins.position_type = 'bins' then outside.distance_outside else 0 end
            end as metric_value,
            case when pending.metric_name = 'chi2' then p_values.p_value end as p_value,
            case
                pending.metric_name
                {%- for method in share_methods %} when '{{ method }}' then share_distances.{{ method }}_error {%- endfor %}
                when 'kolmogorov_smirnov'
                then ecdf_distances.kolmogorov_smirnov_error
                when 'wasserstein'
                then ecdf_distances.wasserstein_error * bins.position_width
            end as error_of_samples_apart,
            -- A chunk compared with the whole reference is part of it: their difference varies with 1 / n - 1 / N and not with 1 / n + 1
            -- / N.
            case
                when pending.drift_type = 'baseline' and pending.period = 'reference' and pending_series.leaves_out = 0
                then
                    (share_distances.reference_total - share_distances.chunk_total)
                    / nullif(share_distances.reference_total + share_distances.chunk_total, 0)
                else {{ ml_monitor.real(1) }}
            end as share_of_variance
        from pending
        inner join
            pending_series
            on pending.monitor_name = pending_series.monitor_name
            and pending.period = pending_series.period
            and pending.chunk_index = pending_series.chunk_index
            and pending.column_name = pending_series.column_name
            and pending.drift_type = pending_series.drift_type
        left join
            {{ ref("monitor_fitted_bins") }} as bins on pending.monitor_name = bins.monitor_name and pending.column_name = bins.column_name
        left join share_distances on pending_series.series = share_distances.series
        left join ecdf_distances on pending_series.series = ecdf_distances.series
        left join outside on pending_series.series = outside.series
        left join p_values on pending_series.series = p_values.series
    )

select
    monitor_name,
    period,
    chunk_index,
    'univariate_drift' as metric_family,
    metric_name,
    column_name,
    method,
    drift_type,
    metric_value,
    p_value,
    case
        when metric_value is null
        then null
        when metric_name in ('population_stability_index', 'chi2')
        then error_of_samples_apart * share_of_variance
        else error_of_samples_apart * sqrt(share_of_variance)
    end as sampling_error,
    cast(coalesce(chunk_total, 0) as {{ dbt.type_bigint() }}) as count_used,
    cast(row_count - coalesce(chunk_total, 0) as {{ dbt.type_bigint() }}) as count_unused,
    result_version,
    cast({{ dbt.current_timestamp() }} as {{ dbt.type_timestamp() }}) as computed_at
from distances
