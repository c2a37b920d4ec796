{#- How groups compare with the reference group, as numbers of two families: known from labels or predictions, and estimated before labels come. -#}
with
    numbers as (
        select
            {{ ml_monitor.slice_columns() }},
            case source when 'estimated' then 'estimated_fairness' else 'fairness' end as metric_family,
            compared_name as metric_name,
            ':table' as column_name,
            case
                when metric_name in ('{{ ml_monitor.group_metrics() | rejectattr("needs_labels") | map(attribute="name") | join("', '") }}')
                then 'predictions'
                when source = 'estimated' and {{ ml_monitor.is_group_rate("metric_name") }}
                then 'cbpe'
                when source = 'estimated'
                then 'dle'
                else 'realized'
            end as method,
            ':none' as drift_type,
            case when is_ratio then ratio else difference end as metric_value,
            -- What an estimate cannot tell apart has no p-value, so it is not judged.
            case when is_estimable then adjusted_p_value end as p_value,
            case when is_ratio then ratio_error else difference_error end as sampling_error,
            {{ ml_monitor.expected_rows("row_count") }} as count_used,
            group_row_count - {{ ml_monitor.expected_rows("row_count") }} as count_unused,
            computed_at
        from {{ ref("monitor_group_comparisons") }}
        where is_judged and not is_reference_group and is_compared
    )

select *
from numbers
where metric_value is not null
