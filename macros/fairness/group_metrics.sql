{#
  What is computed of each group, the rows of one segment, and compared between groups. Names are those of fairlearn and of its users. Each is a mapping
    name            the key in `fairness` and in monitor_fairness.metric_name
    problem_type    classification_binary or regression
    needs_labels    false: known from predictions alone
    is_ratio        whether groups are compared by a quotient; else by a difference
    is_positive     whether it cannot be below 0; only then a quotient says something by itself
    compared_name   the metric of monitor_metrics that compares a group with the reference group
  of a classification, over the columns of group_sums():
    part, whole     a rate is part / whole
    by_true_positive, by_false_negative   the derivatives of the rate by the expected numbers of both, for estimates; without them there is none
  of a regression:
    mean, variance  a column of group_sums() and the column of its variance over rows
    is_root         whether the metric is the root of that mean
    loss            the loss per row that it is the mean of, whose loss model estimates it (regression_losses); without one there is no estimate
    count           the column with the number of rows
#}
{% macro group_metrics() %} {% do return(ml_monitor.group_rates() + ml_monitor.group_means()) %} {% endmacro %}


{# Whether an expression names one of the rates; else it names a mean. #}
{% macro is_group_rate(metric_name) -%}
    {{ metric_name }} in ('{{ ml_monitor.group_rates() | map(attribute="name") | join("', '") }}')
{%- endmacro %}


{# A value of the metric that an expression names, moved to the nearest one that the metric can have: a rate lies between 0 and 1, and a mean of losses is not below 0. #}
{% macro possible_group_value(value, metric_name) -%}
    {%- set positive = ml_monitor.group_metrics() | selectattr("is_positive") | map(attribute="name") | join("', '") -%}
    case
        when {{ value }} < 0 and {{ metric_name }} in ('{{ positive }}')
        then 0
        when {{ value }} > 1 and {{ ml_monitor.is_group_rate(metric_name) }}
        then 1
        else {{ value }}
    end
{%- endmacro %}


{#
  The rates of a confusion matrix. With TP, FP, FN, TN, P = TP + FN, N = FP + TN and n rows; the numbers of predicted positives and negatives are known, so FP and TN
  follow from TP and FN.
#}
{% macro group_rates() %}
    {% set positives = "(true_positive + false_negative)" %}
    {% set negatives = "(false_positive + true_negative)" %}
    {% set selected = "(true_positive + false_positive)" %}
    {% set others = "(false_negative + true_negative)" %}
    {% set labelled = "(true_positive + false_positive + false_negative + true_negative)" %}
    {% set of_positives = {"by_true_positive": "false_negative / power(" ~ positives ~ ", 2)", "by_false_negative": "- true_positive / power(" ~ positives ~ ", 2)"} %}
    {% set of_negatives = {"by_true_positive": "- true_negative / power(" ~ negatives ~ ", 2)", "by_false_negative": "false_positive / power(" ~ negatives ~ ", 2)"} %}
    {% set of_selected = {"by_true_positive": "1 / " ~ selected, "by_false_negative": "0"} %}
    {% set of_others = {"by_true_positive": "0", "by_false_negative": "- 1 / " ~ others} %}
    {% set rates = [
        dict(name="selection_rate", part="selected_count", whole="predicted_count", needs_labels=false, compared_name="disparate_impact"),
        dict(name="prevalence", part=positives, whole=labelled, by_true_positive="1 / " ~ labelled, by_false_negative="1 / " ~ labelled),
        dict(of_positives, name="tpr", part="true_positive", whole=positives),
        dict(of_negatives, name="fpr", part="false_positive", whole=negatives),
        dict(of_negatives, name="tnr", part="true_negative", whole=negatives),
        dict(of_positives, name="fnr", part="false_negative", whole=positives),
        dict(of_selected, name="precision", part="true_positive", whole=selected),
        dict(of_others, name="npv", part="true_negative", whole=others),
        dict(of_selected, name="fdr", part="false_positive", whole=selected),
        dict(of_others, name="for", part="false_negative", whole=others),
        dict(
            name="accuracy",
            part="(true_positive + true_negative)",
            whole=labelled,
            by_true_positive="1 / " ~ labelled,
            by_false_negative="- 1 / " ~ labelled,
        ),
    ] %}
    {% set complete = [] %}
    {% for rate in rates %}
        {% set defaults = {"problem_type": "classification_binary", "needs_labels": true, "is_ratio": true, "is_positive": true, "compared_name": rate.name ~ "_vs_reference_ratio"} %}
        {% do complete.append(dict(defaults, **rate)) %}
    {% endfor %}
    {% do return(complete) %}
{% endmacro %}


{#
  The means of a regression: mean_error is prediction minus label, so above 0 the model expects too much. It has no estimate: a model of the error with its sign would be
  a second model of the label, and whatever that knew better than the predictions, they could have known.
#}
{% macro group_means() %}
    {% set of_errors = {"problem_type": "regression", "needs_labels": true, "count": "labelled_count", "is_root": false, "is_ratio": true, "is_positive": true} %}
    {% do return(
        [
            dict(
                of_errors,
                name="mean_prediction",
                needs_labels=false,
                is_positive=false,
                count="predicted_count",
                mean="mean_prediction",
                variance="prediction_variance",
                compared_name="mean_prediction_vs_reference_ratio",
            ),
            dict(
                of_errors,
                name="mean_error",
                mean="mean_error",
                variance="error_variance",
                is_ratio=false,
                is_positive=false,
                compared_name="mean_error_vs_reference_difference",
            ),
            dict(
                of_errors,
                name="mae",
                loss="absolute_error",
                mean="mean_absolute_error",
                variance="absolute_error_variance",
                compared_name="mae_vs_reference_ratio",
            ),
            dict(
                of_errors,
                name="rmse",
                loss="squared_error",
                mean="mean_squared_error",
                variance="squared_error_variance",
                is_root=true,
                compared_name="rmse_vs_reference_ratio",
            ),
        ]
    ) %}
{% endmacro %}
