{# The columns of monitor_group_sums beside its slices and rows: numbers of rows, means over rows, and population variances of what they are means of. #}
{% macro group_sum_types() %}
    {% set types = {} %}
    {% for name in ["predicted_count", "labelled_count", "selected_count"] %} {% do types.update({name: "whole"}) %} {% endfor %}
    {% for name in ml_monitor.group_cells() %} {% do types.update({name: "real"}) %} {% endfor %}
    {% for name in [
        "mean_prediction",
        "prediction_variance",
        "mean_error",
        "error_variance",
        "mean_absolute_error",
        "absolute_error_variance",
        "mean_squared_error",
        "squared_error_variance",
    ] %}
        {% do types.update({name: "real"}) %}
    {% endfor %}
    {% do return(types) %}
{% endmacro %}


{% macro group_sum_columns() %} {% do return(ml_monitor.group_sum_types().keys() | list) %} {% endmacro %}


{# The cells of a confusion matrix: numbers of rows, of an estimate expected ones. #}
{% macro group_cells() %} {% do return(["true_positive", "false_positive", "false_negative", "true_negative"]) %} {% endmacro %}


{# These sums of every slice of a monitor's pending chunks, in one read: chunk_index, segment_index and group_sum_columns(). #}
{% macro sums_of_groups(monitor, period, pending) %}
    select
        {{ ml_monitor.slice_of_group(monitor) }},
        count(y_pred) as predicted_count,
        count(label) as labelled_count,
        {% if monitor.problem_type == "regression" -%}
            0 as selected_count,
            {%- for cell in ml_monitor.group_cells() %} {{ ml_monitor.real(none) }} as {{ cell }}, {%- endfor %}
            {{ ml_monitor.mean_of_values("y_pred") }} as mean_prediction,
            {{ ml_monitor.variance_of_values("y_pred") }} as prediction_variance,
            {{ ml_monitor.mean_of_values("error") }} as mean_error,
            {{ ml_monitor.variance_of_values("error") }} as error_variance,
            {{ ml_monitor.mean_of_values("abs(error)") }} as mean_absolute_error,
            {{ ml_monitor.variance_of_values("abs(error)") }} as absolute_error_variance,
            {{ ml_monitor.mean_of_values("power(error, 2)") }} as mean_squared_error,
            {{ ml_monitor.variance_of_values("power(error, 2)") }} as squared_error_variance
        {%- else -%}
            sum(case when y_pred = 1 then 1 else 0 end) as selected_count,
            {% for cell, condition in {
                "true_positive": "label = 1 and y_pred = 1",
                "false_positive": "label = 0 and y_pred = 1",
                "false_negative": "label = 1 and y_pred = 0",
                "true_negative": "label = 0 and y_pred = 0",
            }.items() -%}
                cast(sum(case when {{ condition }} then 1 else 0 end) as {{ ml_monitor.type_double() }}) as {{ cell }},
            {%- endfor %}
            {%- for name in ml_monitor.group_sum_columns()[3 + ml_monitor.group_cells() | length :] %}
                {{ ml_monitor.real(none) }} as {{ name }} {{- "," if not loop.last }}
            {%- endfor %}
        {%- endif %}
    from
        (
            select
                period_rows.chunk_index
                {{- ml_monitor.segment_columns(monitor, "period_rows") }}
                {%- if monitor.problem_type == "regression" -%}
                    , period_rows.y_pred, period_rows.y_true + period_rows.y_pred as label, period_rows.y_pred - period_rows.y_true as error
                {%- else -%}
                    ,
                    -- What is none of the classes is left out.
                    case when period_rows.y_pred >= 0 then period_rows.y_pred end as y_pred,
                    case when period_rows.y_pred >= 0 and period_rows.y_true >= 0 then period_rows.y_true end as label
                {%- endif %}
                {{ ml_monitor.from_pending_rows(monitor, period, pending) }}
        ) as pending_rows
        {{ ml_monitor.sliced_groups(monitor, []) }}
{% endmacro %}
