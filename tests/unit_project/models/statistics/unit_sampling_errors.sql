select
    group_name,
    round({{ ml_monitor.mean_sampling_error('standard_deviation', 'row_count') }}, 12) as of_mean,
    round({{ ml_monitor.sum_sampling_error('standard_deviation', 'row_count') }}, 12) as of_sum,
    round({{ ml_monitor.median_sampling_error('density', 'standard_deviation', 'row_count') }}, 12) as of_median,
    round(
        {{ ml_monitor.std_sampling_error('standard_deviation', 'kurtosis', 'reference_count', 'missing_count', 'row_count') }}, 12
    ) as of_std,
    round({{ ml_monitor.share_sampling_error('share', 'row_count', '1 = 1') }}, 12) as of_share,
    round({{ ml_monitor.share_sampling_error('share', 'row_count', '1 = 0') }}, 12) as of_number
from {{ ref('reference_summaries') }}
