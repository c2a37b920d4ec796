{#- What sampling errors of performance need to know of the reference: mean and spread of each loss per row. -#}
with row_losses as ({{ ml_monitor.regression_row_losses("reference") }})

{% for loss in ml_monitor.regression_losses() %}
    select
        monitor_name,
        {{ ml_monitor.text(loss) }} as loss_name,
        count({{ loss }}) as row_count,
        avg({{ loss }}) as mean_loss,
        -- NannyML takes the spread of the absolute percentage error from the error over the signed label.
        {% if loss == "squared_log_error" -%} case when count({{ loss }}) = count(*) then stddev_pop({{ loss }}) end as standard_deviation
        {%- else -%} stddev_pop({{ "signed_percentage_error" if loss == "absolute_percentage_error" else loss }}) as standard_deviation
        {%- endif %}
    from row_losses
    group by monitor_name {{ 'union all' if not loop.last }}
{% endfor %}
