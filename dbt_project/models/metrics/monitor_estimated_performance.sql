with
    chunk_losses as (
        {% if ml_monitor.has_python_models() %}
            select
                monitor_name,
                period,
                chunk_index,
                max(row_count) as row_count,
                {% for loss in ml_monitor.regression_losses() -%}
                    max(case when loss_name = '{{ loss }}' then mean_loss end) as {{ loss }}{{ ',' if not loop.last }}
                {% endfor %}
            from {{ ref("monitor_estimated_losses") }}
            group by monitor_name, period, chunk_index
        {% else %}
            -- This engine runs no Python models, and the loss models are fitted and applied in one.
            {{
                ml_monitor.no_rows(
                    {
                        "monitor_name": "text",
                        "period": "text",
                        "chunk_index": "whole",
                        "row_count": "whole",
                        "absolute_error": "real",
                        "absolute_percentage_error": "real",
                        "squared_error": "real",
                        "squared_log_error": "real",
                    }
                )
            }}
        {% endif %}
    )

    {{ ml_monitor.regression_metrics_of_losses("estimated_performance", "dle", "chunk_losses") }}
