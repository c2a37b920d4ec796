{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
{#- The drift of each column in each chunk, from the counts of that chunk and what was fitted on the reference. -#}
with
    pending as (
        select
            versions.monitor_name,
            versions.period,
            versions.chunk_index,
            versions.result_version,
            versions.metric_name,
            watched.column_name,
            watched.feature_type
        from ({{ ml_monitor.pending_versions("univariate_drift") }}) as versions
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

    -- A series is one column of one chunk; numbers take the place of its names until the end.
    pending_series as (
        select
            row_number() over (order by monitor_name, period, chunk_index, column_name) as series,
            dense_rank() over (order by monitor_name, column_name) as column_key,
            distinct_series.*
        from
            (
                select
                    monitor_name,
                    period,
                    chunk_index,
                    column_name,
                    feature_type,
                    max(case when {{ ml_monitor.compares_ecdfs("metric_name") }} then 1 else 0 end) as needs_ecdf
                from pending
                group by monitor_name, period, chunk_index, column_name, feature_type
            ) as distinct_series
    ),

    compared_shares as ({{ ml_monitor.compared_shares("pending_series") }}),

    share_statistics as (
        select
            series,
            max(chunk_total) as value_count,
            {{ ml_monitor.jensen_shannon("reference_share", "chunk_share") }} as jensen_shannon,
            {{ ml_monitor.hellinger("reference_share", "chunk_share") }} as hellinger,
            {{ ml_monitor.l_infinity("reference_share", "chunk_share") }} as l_infinity,
            case
                when max(chunk_total) > 0 and max(reference_total) > 0
                then {{ ml_monitor.chi2("reference_count", "chunk_count", "reference_total", "chunk_total", "category_count") }}
            end as chi2,
            max(category_count) - 1 as degrees_of_freedom
        from compared_shares
        group by series
    ),

    chi2_tests as (
        select share_statistics.series, share_statistics.chi2, share_statistics.degrees_of_freedom
        from share_statistics
        inner join pending_series on share_statistics.series = pending_series.series and pending_series.feature_type = 'categorical'
        where share_statistics.chi2 is not null
    ),

    p_values as ({{ ml_monitor.chi2_p_values("chi2_tests", keys=["series"], statistic="chi2") }}),

    chunk_positions as (
        select pending_series.series, pending_series.column_key, counted.position, counted.row_count, counted.distance_outside
        from {{ ref("monitor_value_counts") }} as counted
        inner join
            pending_series
            on counted.monitor_name = pending_series.monitor_name
            and counted.period = pending_series.period
            and counted.chunk_index = pending_series.chunk_index
            and counted.column_name = pending_series.column_name
            and pending_series.needs_ecdf = 1
    ),

    compared_ecdfs as ({{ ml_monitor.compared_ecdfs("pending_series", "chunk_positions") }}),

    ecdf_statistics as (
        select
            series,
            {{
                ml_monitor.larger(
                    ml_monitor.kolmogorov_smirnov("reference_cdf_start", "chunk_cdf"),
                    ml_monitor.kolmogorov_smirnov("reference_cdf_end", "chunk_cdf"),
                )
            }} as kolmogorov_smirnov,
            {{ ml_monitor.wasserstein("reference_cdf_mean", "chunk_cdf", "width") }} as wasserstein_in_positions
        from compared_ecdfs
        group by series
    ),

    -- With binned positions, what lies outside the reference adds its mean distance to the nearer end.
    outside as (select series, sum(distance_outside) / sum(row_count) as mean_distance_outside from chunk_positions group by series)

select
    pending.monitor_name,
    pending.period,
    pending.chunk_index,
    'univariate_drift' as metric_family,
    pending.metric_name,
    pending.column_name,
    case
        when {{ ml_monitor.compares_ecdfs("pending.metric_name") }} and bins.position_type = 'bins' then 'binned' else 'exact'
    end as method,
    'baseline' as drift_type,
    case
        pending.metric_name
        when 'jensen_shannon'
        then share_statistics.jensen_shannon
        when 'hellinger'
        then share_statistics.hellinger
        when 'l_infinity'
        then share_statistics.l_infinity
        when 'chi2'
        then share_statistics.chi2
        when 'kolmogorov_smirnov'
        then ecdf_statistics.kolmogorov_smirnov
        when 'wasserstein'
        then
            ecdf_statistics.wasserstein_in_positions * bins.position_width
            + case when bins.position_type = 'bins' then outside.mean_distance_outside else 0 end
    end as metric_value,
    case when pending.metric_name = 'chi2' then p_values.p_value end as p_value,
    {{ ml_monitor.real(none) }} as sampling_error,
    cast(coalesce(share_statistics.value_count, 0) as {{ dbt.type_bigint() }}) as count_used,
    cast(chunks.row_count - coalesce(share_statistics.value_count, 0) as {{ dbt.type_bigint() }}) as count_unused,
    pending.result_version,
    cast({{ dbt.current_timestamp() }} as {{ dbt.type_timestamp() }}) as computed_at
from pending
inner join
    pending_series
    on pending.monitor_name = pending_series.monitor_name
    and pending.period = pending_series.period
    and pending.chunk_index = pending_series.chunk_index
    and pending.column_name = pending_series.column_name
inner join
    {{ ref("monitor_chunks") }} as chunks
    on pending.monitor_name = chunks.monitor_name
    and pending.period = chunks.period
    and pending.chunk_index = chunks.chunk_index
left join {{ ref("monitor_fitted_bins") }} as bins on pending.monitor_name = bins.monitor_name and pending.column_name = bins.column_name
left join share_statistics on pending_series.series = share_statistics.series
left join ecdf_statistics on pending_series.series = ecdf_statistics.series
left join outside on pending_series.series = outside.series
left join p_values on pending_series.series = p_values.series
