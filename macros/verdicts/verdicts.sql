{#
  Why a number gets no verdict, `:none` where it gets one; the first reason in this order counts. Over the columns of the row with the number (`numbers`), of its
  chunk's state (`states`), the metric's settings (relation `settings`), and whether it was compared with a threshold.
  Labels that came late say nothing of inputs: only realized performance and what is computed from the target wait for them.
#}
{% macro not_judged_reason(numbers, states, is_compared, reads_labels) -%}
    case
        when {{ numbers }}.metric_value is null
        then 'no_value'
        when not ({{ is_compared }})
        then 'no_threshold'
        when settings.significance_level is not null and {{ numbers }}.p_value is null
        then 'not_estimable'
        when {{ numbers }}.metric_family = 'estimated_fairness' and {{ states }}.are_labels_complete
        then 'labels_are_complete'
        when not {{ states }}.is_over
        then 'period_not_over'
        when not {{ states }}.has_enough_rows
        then 'too_few_rows'
        -- A segment that neither has nor usually has enough rows.
        when
            {{ ml_monitor.is_metric_with(numbers ~ ".metric_name", "is_of_segments") }}
            and {{ states }}.min_rows
            > {{ numbers }}.count_used
            * {{ ml_monitor.larger(numbers ~ ".metric_value", "coalesce(thresholds.reference_offset, thresholds.lower_threshold, 0)") }}
        then 'too_few_rows'
        when {{ reads_labels }} and not {{ states }}.are_labels_complete
        then 'labels_incomplete'
        when {{ reads_labels }} and {{ numbers }}.count_used < {{ states }}.min_rows
        then 'too_few_rows'
        else ':none'
    end
{%- endmacro %}


{# All these reasons, in their order. #}
{% macro not_judged_reason_names() %}
    {% do return(
        ["no_value", "no_threshold", "not_estimable", "labels_are_complete", "period_not_over", "too_few_rows", "labels_incomplete"]
    ) %}
{% endmacro %}


{# Whether there is something to compare a number with: a threshold on any side, a p-value and its threshold, or those of its chunk judged together. #}
{% macro is_compared() -%}
    case
        when thresholds.false_discovery_rate is not null
        then discoveries.p_value is not null
        when thresholds.p_value_threshold is not null
        then metric_values.p_value is not null
        else coalesce(thresholds.lower_threshold, thresholds.upper_threshold) is not null
    end
{%- endmacro %}


{# On which side of its thresholds a number lies: `above`, `below`, or `:none` within. #}
{% macro alert_direction() -%}
    case
        when settings.significance_level is not null and coalesce(metric_values.p_value, 1) >= settings.significance_level
        then ':none'
        when thresholds.false_discovery_rate is not null
        then case when discoveries.is_rejected = 1 then 'above' else ':none' end
        when
            {{
                ml_monitor.is_above_threshold(
                    "metric_values.metric_value", "metric_values.count_used", "thresholds.upper_threshold", "thresholds.rounding_error"
                )
            }} or metric_values.p_value < thresholds.p_value_threshold
        then 'above'
        when
            {{
                ml_monitor.is_below_threshold(
                    "metric_values.metric_value", "metric_values.count_used", "thresholds.lower_threshold", "thresholds.rounding_error"
                )
            }}
        then 'below'
        else ':none'
    end
{%- endmacro %}
