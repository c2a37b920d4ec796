with
    compared_shares as ({{ ml_monitor.compared_shares() }}),

    share_statistics as (
        select
            monitor_name,
            period,
            chunk_index,
            column_name,
            max(chunk_total) as value_count,
            {{ ml_monitor.jensen_shannon("reference_share", "chunk_share") }} as jensen_shannon,
            {{ ml_monitor.hellinger("reference_share", "chunk_share") }} as hellinger,
            case
                when max(feature_type) = 'categorical' then {{ ml_monitor.l_infinity("reference_share", "chunk_share") }}
            end as l_infinity,
            case
                when max(feature_type) = 'categorical' and max(chunk_total) > 0 and max(reference_total) > 0
                then {{ ml_monitor.chi2("reference_count", "chunk_count", "reference_total", "chunk_total", "category_count") }}
            end as chi2,
            max(category_count) - 1 as degrees_of_freedom
        from compared_shares
        group by monitor_name, period, chunk_index, column_name
    ),

    chi2_tests as (
        select share_statistics.*
        from share_statistics
        inner join
            {{ ref("monitor_metric_settings") }} as settings
            on share_statistics.monitor_name = settings.monitor_name
            and settings.metric_name = 'chi2'
        where share_statistics.chi2 is not null
    ),

    p_values as (
        {{ ml_monitor.chi2_p_values("chi2_tests", keys=["monitor_name", "period", "chunk_index", "column_name"], statistic="chi2") }}
    ),

    compared_ecdfs as ({{ ml_monitor.compared_ecdfs() }}),

    ecdf_statistics as (
        select
            compared_ecdfs.monitor_name,
            compared_ecdfs.period,
            compared_ecdfs.chunk_index,
            compared_ecdfs.column_name,
            {{
                ml_monitor.larger(
                    ml_monitor.kolmogorov_smirnov("compared_ecdfs.reference_cdf_start", "compared_ecdfs.chunk_cdf"),
                    ml_monitor.kolmogorov_smirnov("compared_ecdfs.reference_cdf_end", "compared_ecdfs.chunk_cdf"),
                )
            }} as kolmogorov_smirnov,
            {{ ml_monitor.wasserstein("compared_ecdfs.reference_cdf_mean", "compared_ecdfs.chunk_cdf", "compared_ecdfs.width") }}
            * max(bins.position_width) as wasserstein_inside
        from compared_ecdfs
        inner join
            {{ ref("monitor_fitted_bins") }} as bins
            on compared_ecdfs.monitor_name = bins.monitor_name
            and compared_ecdfs.column_name = bins.column_name
        where bins.position_type <> 'none'
        group by compared_ecdfs.monitor_name, compared_ecdfs.period, compared_ecdfs.chunk_index, compared_ecdfs.column_name
    ),

    -- With binned positions, what lies outside the reference adds its mean distance to the nearer end.
    outside as (
        select
            counted.monitor_name,
            counted.period,
            counted.chunk_index,
            counted.column_name,
            case
                when max(bins.position_type) = 'bins' then sum(counted.distance_outside) / sum(counted.row_count) else 0
            end as mean_distance
        from {{ ref("monitor_value_counts") }} as counted
        inner join
            {{ ref("monitor_fitted_bins") }} as bins on counted.monitor_name = bins.monitor_name and counted.column_name = bins.column_name
        where counted.chunk_index is not null
        group by counted.monitor_name, counted.period, counted.chunk_index, counted.column_name
    )

select
    chunks.monitor_name,
    chunks.period,
    chunks.chunk_index,
    settings.metric_family,
    settings.metric_name,
    watched.column_name,
    case
        when settings.metric_name in ('kolmogorov_smirnov', 'wasserstein') and bins.position_type = 'bins' then 'binned' else 'exact'
    end as method,
    'baseline' as drift_type,
    case
        settings.metric_name
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
        then ecdf_statistics.wasserstein_inside + outside.mean_distance
    end as metric_value,
    case when settings.metric_name = 'chi2' then p_values.p_value end as p_value,
    {{ ml_monitor.real(none) }} as sampling_error,
    cast(coalesce(share_statistics.value_count, 0) as {{ dbt.type_bigint() }}) as count_used,
    cast(chunks.row_count - coalesce(share_statistics.value_count, 0) as {{ dbt.type_bigint() }}) as count_unused
from {{ ref("monitor_chunks") }} as chunks
inner join {{ ref("monitor_columns") }} as watched on chunks.monitor_name = watched.monitor_name
inner join
    {{ ref("monitor_metric_settings") }} as settings
    on chunks.monitor_name = settings.monitor_name
    and settings.metric_family = 'univariate_drift'
    and watched.feature_type = settings.feature_type
left join {{ ref("monitor_fitted_bins") }} as bins on watched.monitor_name = bins.monitor_name and watched.column_name = bins.column_name
{% for relation in ["share_statistics", "ecdf_statistics", "outside", "p_values"] -%}
    left join
        {{ relation }}
        on chunks.monitor_name = {{ relation }}.monitor_name
        and chunks.period = {{ relation }}.period
        and chunks.chunk_index = {{ relation }}.chunk_index
        and watched.column_name = {{ relation }}.column_name
{% endfor %}
