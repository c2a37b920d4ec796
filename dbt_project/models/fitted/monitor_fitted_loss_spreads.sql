{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name")) }}
{#- What sampling errors of performance need to know of the reference: mean and spread of each loss per row. -#}
with
    pending as ({{ ml_monitor.pending_versions("fitted_loss_spreads") }}),

    row_losses as (
        select pending.result_version, losses.*
        from
            (
                {{
                    ml_monitor.regression_row_losses(
                        "(" ~ ml_monitor.in_slices({"segments": []}, ref("monitor_reference_rows"), ["monitor_name", "chunk_index", "y_true", "y_pred"]) ~ ")"
                    )
                }}
            ) as losses
        inner join pending on losses.monitor_name = pending.monitor_name
    )

{% for loss in ml_monitor.regression_losses() %}
    select
        monitor_name,
        {{ ml_monitor.text(loss) }} as loss_name,
        count({{ loss }}) as row_count,
        {{ ml_monitor.mean_of_values(loss) }} as mean_loss,
        -- NannyML takes the spread of the absolute percentage error from the error over the signed label.
        {% if loss == "squared_log_error" -%}
            case when count({{ loss }}) = count(*) then {{ ml_monitor.deviation_of_values(loss) }} end as standard_deviation,
        {%- else -%}
            {{ ml_monitor.deviation_of_values("signed_percentage_error" if loss == "absolute_percentage_error" else loss) }}
            as standard_deviation,
        {%- endif %}
        avg({{ ml_monitor.loss_rounding_magnitude(loss) }}) as rounding_magnitude,
        result_version
    from row_losses
    group by monitor_name, result_version {{ 'union all' if not loop.last }}
{% endfor %}
