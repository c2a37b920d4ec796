with
    chunk_losses as (
        select
            {{ ml_monitor.slice_columns() }},
            max(row_count) as row_count,
            max(computed_at) as computed_at,
            {% for loss in ml_monitor.regression_losses() -%}
                max(case when loss_name = '{{ loss }}' then mean_loss end) as {{ loss }}{{ ',' if not loop.last }}
            {% endfor %}
        {% if ml_monitor.has_python_models() %} from {{ ref("monitor_estimated_losses") }}
        {% else %}
            -- This engine runs no Python models, and the loss models are fitted and applied in one.
            from
                (
                    {{
                        ml_monitor.no_rows(
                            dict(ml_monitor.slice_types(), loss_name="text", row_count="whole", mean_loss="real", computed_at="time")
                        )
                    }}
                ) as no_losses
        {% endif %}
        group by {{ ml_monitor.slice_columns() }}
    ),

    numbers as ({{ ml_monitor.regression_metrics_of_losses("estimated_performance", "dle", "chunk_losses") }})

select {{ ml_monitor.number_columns() }}, computed_at
from numbers
