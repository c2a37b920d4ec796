{# What monitor_chunk_bounds keeps of chunk_bound_ctes(): a row per bucket, with the numbers that tell the bucket of a row, or per calendar period. #}
{% macro chunk_bounds(monitor, period) %}
    select {{ ml_monitor.plain_text(monitor.name) }} as monitor_name, '{{ period }}' as period,
    {% if monitor.chunk_method == "period" -%}
            periods.period_start,
            {{ ml_monitor.whole(none) }} as bucket,
            {{ ml_monitor.real(none) }} as lowest,
            {{ ml_monitor.real(none) }} as bucket_width,
            {{ ml_monitor.whole(none) }} as first_position,
            {{ ml_monitor.whole(none) }} as row_count,
            {{ ml_monitor.whole(none) }} as chunk_size,
            periods.chunk_index,
            {{ ml_monitor.truth(false) }} as is_split
        from {{ ml_monitor.chunking_cte("periods", monitor, period) }} as periods
    {%- else -%}
            cast(null as {{ ml_monitor.type_time() }}) as period_start,
            buckets.bucket,
            spans.lowest,
            spans.bucket_width,
            buckets.first_position,
            buckets.row_count,
            cast(buckets.chunk_size as {{ dbt.type_bigint() }}) as chunk_size,
            buckets.chunk_index,
            buckets.is_split
        from {{ ml_monitor.chunking_cte("buckets", monitor, period) }} as buckets
        cross join {{ ml_monitor.chunking_cte("spans", monitor, period) }} as spans
    {%- endif %}
{% endmacro %}


{# Its columns. #}
{% macro chunk_bound_columns() %}
    {% do return(
        {
            "monitor_name": "text",
            "period": "text",
            "period_start": "time",
            "bucket": "whole",
            "lowest": "real",
            "bucket_width": "real",
            "first_position": "whole",
            "row_count": "whole",
            "chunk_size": "whole",
            "chunk_index": "whole",
            "is_split": "truth",
        }
    ) %}
{% endmacro %}
