with
    row_losses as (
        {% for period in ["reference", "analysis"] %}
            select {{ ml_monitor.text(period) }} as period, losses.*
            from ({{ ml_monitor.regression_row_losses(period) }}) as losses {{ 'union all' if not loop.last }}
        {% endfor %}
    ),

    chunk_losses as (
        select
            monitor_name,
            period,
            chunk_index,
            count(*) as row_count,
            {% for loss in ml_monitor.regression_losses() -%}
                {%- if loss == "squared_log_error" -%}
                    -- A logarithm of something negative: no number for the chunk, rather than one that leaves rows out.
                    case when count({{ loss }}) = count(*) then avg({{ loss }}) end as {{ loss }}
                {%- else -%} avg({{ loss }}) as {{ loss }}
                {%- endif -%}
                {{ ',' if not loop.last }}
            {% endfor %}
        from row_losses
        where chunk_index is not null
        group by monitor_name, period, chunk_index
    )

    {{ ml_monitor.regression_metrics_of_losses("realized_performance", "realized", "chunk_losses") }}
