{# The metrics of performance of a regression: the mean of a loss per row, or its root. #}
{% macro regression_performance_metrics() %}
    {% set regression = {
        "families": ["realized_performance", "estimated_performance"],
        "feature_types": [":none"],
        "problem_types": ["regression"],
        "lower_limit": 0,
        "threshold_sides": ["lower", "upper"],
        "worse": "above",
    } %}
    {% do return(
        [
            dict(regression, name="mae", title="MAE (mean absolute error)", loss="absolute_error", is_root=false),
            dict(regression, name="mape", title="MAPE (mean absolute percentage error)", loss="absolute_percentage_error", is_root=false),
            dict(regression, name="mse", title="MSE (mean squared error)", loss="squared_error", is_root=false),
            dict(regression, name="rmse", title="RMSE (root mean squared error)", loss="squared_error", is_root=true),
            dict(regression, name="msle", title="MSLE (mean squared logarithmic error)", loss="squared_log_error", is_root=false),
            dict(regression, name="rmsle", title="RMSLE (root mean squared logarithmic error)", loss="squared_log_error", is_root=true),
        ]
    ) %}
{% endmacro %}
