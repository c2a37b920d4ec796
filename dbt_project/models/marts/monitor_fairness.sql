{#- Every metric of every group and chunk, beside the reference group of its segment: realized where labels are there, estimated before. -#}
select
    compared.monitor_name,
    compared.period,
    cast(compared.chunk_index as {{ dbt.type_int() }}) as chunk_index,
    chunks.chunk_key,
    chunks.chunk_start_date,
    chunks.chunk_end_date,
    compared.segment_column,
    coalesce(segments.segment_value, ':other') as segment_value,
    compared.metric_name,
    compared.source,
    compared.metric_value,
    compared.lower_boundary,
    compared.upper_boundary,
    cast(compared.group_row_count as {{ dbt.type_bigint() }}) as group_row_count,
    {{ ml_monitor.expected_rows("compared.row_count") }} as row_count,
    cast(compared.member_count as {{ dbt.type_bigint() }}) as pooled_group_count,
    compared.is_compared,
    compared.reference_group,
    compared.is_reference_group,
    compared.reference_value,
    compared.difference as vs_reference_difference,
    compared.lower_difference as vs_reference_difference_lower_boundary,
    compared.upper_difference as vs_reference_difference_upper_boundary,
    compared.ratio as vs_reference_ratio,
    compared.lower_ratio as vs_reference_ratio_lower_boundary,
    compared.upper_ratio as vs_reference_ratio_upper_boundary,
    compared.p_value,
    compared.adjusted_p_value,
    compared.backtest_error,
    compared.is_estimable,
    coalesce(judged.verdict, ':none') as verdict,
    coalesce(judged.not_judged_reason, ':none') as not_judged_reason,
    compared.computed_at
from {{ ref("monitor_group_comparisons") }} as compared
inner join {{ ref("monitor_chunks") }} as chunks on {{ ml_monitor.same_chunk("compared", "chunks") }}
left join {{ ref("monitor_segments") }} as segments on {{ ml_monitor.same("compared", "segments", ["monitor_name", "segment_index"]) }}
left join
    {{ ref("monitor_metrics") }} as judged
    on {{ ml_monitor.same("compared", "judged", ml_monitor.chunk_grain() + ["segment_column"]) }}
    and segments.segment_value = judged.segment_value
    and compared.compared_name = judged.metric_name
    and judged.metric_family = case compared.source when 'estimated' then 'estimated_fairness' else 'fairness' end
