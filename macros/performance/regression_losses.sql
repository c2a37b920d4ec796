{# The losses per row of a regression; each metric is the mean of one of them, or its square root (metric_registry). #}
{% macro regression_losses() %}
    {% do return(["absolute_error", "absolute_percentage_error", "squared_error", "squared_log_error"]) %}
{% endmacro %}


{#
  The losses of every row that has a label and a prediction:
    absolute_error             |y - p|
    absolute_percentage_error  |y - p| / max(eps, |y|), eps the machine epsilon 2.2e-16
    squared_error              (y - p)^2
    squared_log_error          (ln(1 + y) - ln(1 + p))^2, null where y or p is negative
  and signed_percentage_error, |y - p| / y, null where y is 0, and magnitude, the larger of |y| and |p|.
  `rows`: a relation of rows with slices and y_true and y_pred, or a query of one in parentheses.
#}
{% macro regression_row_losses(rows) %}
    {%- set double = ml_monitor.type_double() %}
    select
        monitor_name,
        chunk_index,
        segment_index,
        {{ ml_monitor.larger("abs(y_true)", "abs(y_pred)") }} as magnitude,
        abs(y_true - y_pred) as absolute_error,
        abs(y_true - y_pred)
        / {{ ml_monitor.larger("abs(y_true)", "cast(2.220446049250313e-16 as " ~ double ~ ")") }} as absolute_percentage_error,
        abs(y_true - y_pred) / nullif(y_true, 0) as signed_percentage_error,
        power(y_true - y_pred, 2) as squared_error,
        case when y_true >= 0 and y_pred >= 0 then power(ln(1 + y_true) - ln(1 + y_pred), 2) end as squared_log_error
    from {{ rows }} as loss_rows
    where y_true is not null and y_pred is not null
{% endmacro %}


{#
  The size of the numbers that a row's loss is the difference of, as far as it goes into the loss: times eps it is the loss's own rounding. An expression over
  regression_row_losses(): the derivative of the loss by the error, times the label or prediction, whichever is larger.
#}
{% macro loss_rounding_magnitude(loss) -%}
    {%- if loss == "absolute_error" -%} magnitude
    {%- elif loss == "absolute_percentage_error" -%} 1 + absolute_percentage_error
    {%- elif loss == "squared_error" -%} 2 * absolute_error * magnitude
    {%- else -%} 2 * sqrt(squared_log_error) * (1 + ln(1 + magnitude))
    {%- endif -%}
{%- endmacro %}


{#
  The metrics of one performance family from mean losses per slice, with their sampling errors, for every slice and configured metric.
  The sampling error is that of a mean over `row_count` rows with the reference's spread s of the loss: s / sqrt(n); for the square root
  of a mean, by the delta method, sqrt(s^2 / (4 n m)) with m the reference's mean loss.

  Arguments: the metric family, the text for monitor_metrics.method, a relation of slices with row_count, computed_at
  and one column per loss.
#}
{% macro regression_metrics_of_losses(family, method, chunk_losses) %}
    select
        {{ ml_monitor.slice_columns("slices") }},
        settings.metric_family,
        settings.metric_name,
        ':table' as column_name,
        '{{ method }}' as method,
        ':none' as drift_type,
        case
            settings.metric_name
            {% for metric in ml_monitor.metric_registry() if family in metric.families and metric.get('loss') -%}
                when '{{ metric.name }}' then {{ "sqrt(losses." ~ metric.loss ~ ")" if metric.is_root else "losses." ~ metric.loss }}
            {% endfor -%}
        end as metric_value,
        {{ ml_monitor.real(none) }} as p_value,
        case
            when losses.row_count > 0
            then
                case
                    settings.metric_name
                    {% for metric in ml_monitor.metric_registry() if family in metric.families and metric.get('loss') -%}
                        {%- if metric.is_root -%}
                            when '{{ metric.name }}'
                            then sqrt(power(fitted.standard_deviation, 2) / nullif(4 * losses.row_count * fitted.mean_loss, 0))
                        {%- else -%} when '{{ metric.name }}' then fitted.standard_deviation / sqrt(losses.row_count)
                        {%- endif %}
                    {% endfor -%}
                end
        end as sampling_error,
        coalesce(losses.row_count, 0) as count_used,
        slices.row_count - coalesce(losses.row_count, 0) as count_unused,
        losses.computed_at
    from {{ ref("monitor_slices") }} as slices
    inner join
        {{ ref("monitor_metric_settings") }} as settings
        on slices.monitor_name = settings.monitor_name
        and settings.metric_family = '{{ family }}'
        and settings.loss_name is not null
    left join {{ chunk_losses }} as losses on {{ ml_monitor.same_slice("slices", "losses") }}
    left join
        {{ ref("monitor_fitted_loss_spreads") }} as fitted
        on slices.monitor_name = fitted.monitor_name
        and settings.loss_name = fitted.loss_name
{% endmacro %}
