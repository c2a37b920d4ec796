with
    errors as (
        {% if ml_monitor.has_python_models() %}select * from {{ ref("monitor_reconstruction_error") }}
        {% else %}
            -- This engine runs no Python models, and the components are fitted in one.
            {{
                ml_monitor.no_rows(
                    {
                        "monitor_name": "text",
                        "period": "text",
                        "chunk_index": "whole",
                        "row_count": "whole",
                        "mean_error": "real",
                        "standard_deviation": "real",
                        "computed_at": "time",
                    }
                )
            }}
        {% endif %}
    )

select
    chunks.monitor_name,
    chunks.period,
    chunks.chunk_index,
    settings.metric_family,
    settings.metric_name,
    ':table' as column_name,
    'pca' as method,
    'baseline' as drift_type,
    errors.mean_error as metric_value,
    {{ ml_monitor.real(none) }} as p_value,
    errors.standard_deviation / nullif(sqrt(errors.row_count), 0) as sampling_error,
    coalesce(errors.row_count, 0) as count_used,
    chunks.row_count - coalesce(errors.row_count, 0) as count_unused,
    errors.computed_at
from {{ ref("monitor_chunks") }} as chunks
inner join
    {{ ref("monitor_metric_settings") }} as settings
    on chunks.monitor_name = settings.monitor_name
    and settings.metric_family = 'multivariate_drift'
left join errors on chunks.monitor_name = errors.monitor_name and chunks.period = errors.period and chunks.chunk_index = errors.chunk_index
