{{ config(materialized=ml_monitor.kept_results()) }}
{#- The mean losses of each chunk over its rows with a label and a prediction: what realized performance is made of, kept from run to run. -#}
with
    pending as ({{ ml_monitor.pending_versions("realized_losses") }}),

    row_losses as (
        {% for period in ["reference", "analysis"] %}
            select {{ ml_monitor.text(period) }} as period, losses.*
            from ({{ ml_monitor.regression_row_losses(period) }}) as losses {{ 'union all' if not loop.last }}
        {% endfor %}
    )

select
    pending.monitor_name,
    pending.period,
    pending.chunk_index,
    count(row_losses.absolute_error) as row_count,
    {% for loss in ml_monitor.regression_losses() -%}
        {%- if loss == "squared_log_error" -%}
            -- A logarithm of something negative: no number for the chunk, rather than one that leaves rows out.
            case when count(row_losses.{{ loss }}) = count(row_losses.absolute_error) then avg(row_losses.{{ loss }}) end as {{ loss }},
        {%- else -%} avg(row_losses.{{ loss }}) as {{ loss }},
        {%- endif %}
    {% endfor -%}
    pending.result_version,
    cast({{ dbt.current_timestamp() }} as {{ dbt.type_timestamp() }}) as computed_at
from pending
left join
    row_losses
    on pending.monitor_name = row_losses.monitor_name
    and pending.period = row_losses.period
    and pending.chunk_index = row_losses.chunk_index
group by pending.monitor_name, pending.period, pending.chunk_index, pending.result_version
