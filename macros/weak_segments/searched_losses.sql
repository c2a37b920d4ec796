{#
  The loss of a row, by which weak segments are found:
    absolute_error  of a regression, |y - p|
    brier_score     of a classification with probabilities: (p - y)^2 of the positive class; of several classes the sum over all of them
    error           of a classification without: 1 where the predicted class is wrong, else 0
  Where no labels have come, a classification with probabilities has the expected Brier score under the calibrated probability c: c (1 - p)^2 + (1 - c) p^2, which is
  summed over the classes, too.
  Source: G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78 (1950) 1-3.
#}
{% macro searched_loss(monitor) %}
    {% if not monitor.classes %} {% do return("absolute_error") %} {% endif %}
    {% do return("brier_score" if monitor.has_estimates else "error") %}
{% endmacro %}


{# The realized loss, an expression over `period_rows`; null where there is no label or prediction. A label or prediction that is not a class (-1) is wrong. #}
{% macro realized_loss(monitor) -%}
    {%- if not monitor.classes -%} abs(period_rows.y_true - period_rows.y_pred)
    {%- elif monitor.has_estimates -%}
        case
            when period_rows.y_true + period_rows.y_pred is not null
            then
                {% for column in ml_monitor.scored_probabilities(monitor) -%}
                    {{ " + " if not loop.first }}power(
                        period_rows.{{ ml_monitor.value_column(column) }}
                        - case when period_rows.y_true = {{ column.class_index }} then 1 else 0 end,
                        2
                    )
                {%- endfor %}
        end
    {%- else -%}
        case
            when period_rows.y_true = period_rows.y_pred and period_rows.y_true >= 0
            then {{ ml_monitor.real(0) }}
            when period_rows.y_true + period_rows.y_pred is not null
            then {{ ml_monitor.real(1) }}
        end
    {%- endif -%}
{%- endmacro %}


{# The columns of the probabilities that the Brier score is of. #}
{% macro scored_probabilities(monitor) %}
    {% set columns = [] %}
    {% for column in ml_monitor.columns_of_monitor(monitor) if column.class_index is not none %}
        {% do columns.append(column) %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}


{# The expected loss of each row of the chunks of a relation, by row_id; the relation has the grain of chunks. #}
{% macro estimated_row_losses(monitor, period, chunks) %}
    {%- set whole = dict(monitor, segments=[]) %}
    select
        row_id,
        {% for column in ml_monitor.scored_probabilities(monitor) -%}
            {%- set chance, score = "calibrated_" ~ column.class_index, "probability_" ~ column.class_index -%}
            {{ " + " if not loop.first }}{{ chance }} * power(1 - {{ score }}, 2) + (1 - {{ chance }}) * power({{ score }}, 2)
        {%- endfor %} as loss
    from ({{ ml_monitor.calibrated_rows(whole, ml_monitor.classified_rows(whole, period, chunks)) }}) as calibrated
{% endmacro %}
