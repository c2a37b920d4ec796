{#- The asked-for summary statistics of each column in each chunk, with their sampling errors; `:table` has the number of rows. -#}
select
    {{ ml_monitor.slice_columns("summaries") }},
    settings.metric_family,
    settings.metric_name,
    summaries.column_name,
    'exact' as method,
    ':none' as drift_type,
    case
        settings.metric_name
        when 'mean'
        then summaries.mean
        when 'median'
        then summaries.median
        when 'std'
        then summaries.standard_deviation
        when 'sum'
        then summaries.value_sum
        when 'row_count'
        then cast(summaries.row_count as {{ ml_monitor.type_double() }})
    end as metric_value,
    {{ ml_monitor.real(none) }} as p_value,
    case
        settings.metric_name
        when 'mean'
        then {{ ml_monitor.mean_sampling_error("fitted.standard_deviation", "summaries.row_count") }}
        when 'median'
        then {{ ml_monitor.median_sampling_error("fitted.density_at_median", "fitted.standard_deviation", "summaries.row_count") }}
        when 'std'
        then
            {{
                ml_monitor.std_sampling_error(
                    "fitted.standard_deviation", "fitted.kurtosis", "fitted.value_count", "fitted.missing_count", "summaries.row_count"
                )
            }}
        when 'sum'
        then {{ ml_monitor.sum_sampling_error("fitted.standard_deviation", "summaries.row_count") }}
    end as sampling_error,
    coalesce(summaries.value_count, summaries.row_count) as count_used,
    summaries.row_count - coalesce(summaries.value_count, summaries.row_count) as count_unused,
    summaries.computed_at
from {{ ref("monitor_chunk_statistics") }} as summaries
left join
    {{ ref("monitor_columns") }} as watched on summaries.monitor_name = watched.monitor_name and summaries.column_name = watched.column_name
inner join
    {{ ref("monitor_metric_settings") }} as settings
    on summaries.monitor_name = settings.monitor_name
    and coalesce(watched.feature_type, ':none') = settings.feature_type
    and settings.metric_family = 'summary_statistics'
left join
    {{ ref("monitor_fitted_statistics") }} as fitted
    on summaries.monitor_name = fitted.monitor_name
    and summaries.column_name = fitted.column_name
