{#
  Every metric the package can compute, in one place: what it is called, where it belongs, and how it is judged.

  A metric is a mapping with
    name             the key users write in `vars` and read in monitor_metrics.metric_name
    title            what people call it, where that is not the name with spaces
    families         metric_family values under which it appears
    feature_types    'continuous', 'categorical' for metrics of a column; ':none' for metrics of the whole table
    problem_types    the problem types it is defined for (performance metrics only)
    loss, is_root    for regression: the loss per row that is averaged, and whether the square root of that mean is the metric
    lower_limit, upper_limit   the values the metric cannot leave; thresholds and confidence bands stop there
    limit_removes_threshold    true: a threshold beyond a limit is taken away instead of being moved to the limit
    threshold_sides  the sides that the default threshold has
    worse            above, the default, or below: the direction in which a value is worse; ':none' where neither is
    needs_probability          true: it is computed from predicted probabilities, not from predicted labels
    default_threshold  the threshold where the user gives none, if it is not the default of the package
    judges_estimates true: it is there for every monitor whose performance loss models estimate, and cannot be asked for
    is_share         true: a share of rows, which a monitor may ask for as a number of rows instead; then it has no upper limit
    compares_ecdfs   true: it compares distribution functions, which takes finer counts than those of bins
    has_p_value      true: without drift it is a chi-squared variable, whose p-value is judged instead of the value
    is_quadratic     true: without drift it is of the order 1 / n of its samples, as its sampling error is, and not of the order 1 / sqrt(n)
  and, if it is a statistic of shares, the macros that share_distances() calls. The entry has the macros themselves: dbt 1 dispatches no name that is computed,
  and not every dbt 2 finds a macro by one (dbt-labs/dbt-fusion#787).
    aggregates       gives its aggregate columns over the rows of compared_shares(), each a name and an expression; one is named as the metric
    derived          gives columns that are computed of these before the sampling error is, if there are any
    sampling_error   the sampling error as an expression of all of these, reference_total, chunk_total and degrees_of_freedom
#}
{% macro metric_registry() %}
    {% set regression = {
        "families": ["realized_performance", "estimated_performance"],
        "feature_types": [":none"],
        "problem_types": ["regression"],
        "lower_limit": 0,
        "threshold_sides": ["lower", "upper"],
        "worse": "above",
    } %}
    {% set classification = {
        "families": ["realized_performance", "estimated_performance"],
        "feature_types": [":none"],
        "problem_types": ["classification_binary", "classification_multiclass"],
        "lower_limit": 0,
        "upper_limit": 1,
        "threshold_sides": ["lower", "upper"],
        "worse": "below",
    } %}
    {% set quality = {"families": ["data_quality"], "lower_limit": 0, "upper_limit": 1, "is_share": true} %}
    {% set foreign = dict(quality, threshold_sides=["upper"], default_threshold={"constant": {"upper": 0}}) %}
    {% set summary = {"families": ["summary_statistics"], "feature_types": ["continuous"], "threshold_sides": ["lower", "upper"], "worse": ":none"} %}
    {% do return(
        ml_monitor.univariate_drift_metrics()
        + [
            {
                "name": "reconstruction_error",
                "title": "PCA reconstruction error",
                "families": ["multivariate_drift"],
                "feature_types": [":none"],
                "lower_limit": 0,
                "limit_removes_threshold": true,
                "threshold_sides": ["lower", "upper"],
            },
            {
                "name": "domain_classifier_auroc",
                "title": "ROC AUC of the domain classifier",
                "families": ["multivariate_drift"],
                "feature_types": [":none"],
                "lower_limit": 0,
                "upper_limit": 1,
                "threshold_sides": ["lower", "upper"],
                "default_threshold": {"constant": {"lower": 0.45, "upper": 0.65}},
            },
            dict(regression, name="mae", title="MAE (mean absolute error)", loss="absolute_error", is_root=false),
            dict(regression, name="mape", title="MAPE (mean absolute percentage error)", loss="absolute_percentage_error", is_root=false),
            dict(regression, name="mse", title="MSE (mean squared error)", loss="squared_error", is_root=false),
            dict(regression, name="rmse", title="RMSE (root mean squared error)", loss="squared_error", is_root=true),
            dict(regression, name="msle", title="MSLE (mean squared logarithmic error)", loss="squared_log_error", is_root=false),
            dict(regression, name="rmsle", title="RMSLE (root mean squared logarithmic error)", loss="squared_log_error", is_root=true),
            dict(classification, name="roc_auc", title="ROC AUC", needs_probability=true),
            dict(classification, name="average_precision", needs_probability=true),
            dict(classification, name="f1", title="F1"),
            dict(classification, name="precision"),
            dict(classification, name="recall"),
            dict(classification, name="specificity"),
            dict(classification, name="accuracy"),
            dict(classification, name="confusion_matrix"),
            dict(classification, name="business_value", lower_limit=none, upper_limit=none),
            {
                "name": "rows_out_of_support",
                "title": "rows unlike any of the reference",
                "judges_estimates": true,
                "families": ["data_quality"],
                "problem_types": ["regression"],
                "feature_types": [":none"],
                "lower_limit": 0,
                "upper_limit": 1,
                "threshold_sides": ["upper"],
            },
            dict(quality, name="missing_values", feature_types=["continuous", "categorical"], threshold_sides=["lower", "upper"]),
            dict(foreign, name="unseen_values", feature_types=["categorical"]),
            dict(foreign, name="values_out_of_range", feature_types=["continuous"]),
            dict(summary, name="mean"),
            dict(summary, name="median"),
            dict(summary, name="std", title="standard deviation", lower_limit=0, limit_removes_threshold=true),
            dict(summary, name="sum"),
            dict(summary, name="row_count", title="number of rows", feature_types=[":none"], lower_limit=0, limit_removes_threshold=true),
        ]
    ) %}
{% endmacro %}


{# The metrics of univariate drift. #}
{% macro univariate_drift_metrics() %}
    {% set drift = {"families": ["univariate_drift"], "lower_limit": 0, "threshold_sides": ["upper"]} %}
    {% set both = dict(drift, feature_types=["continuous", "categorical"]) %}
    {% set continuous = dict(drift, feature_types=["continuous"]) %}
    {% set categorical = dict(drift, feature_types=["categorical"]) %}
    {% do return(
        [
            dict(
                both,
                name="jensen_shannon",
                title="Jensen-Shannon distance",
                aggregates=ml_monitor.jensen_shannon_aggregates,
                sampling_error=ml_monitor.jensen_shannon_sampling_error,
            ),
            dict(
                both,
                name="hellinger",
                title="Hellinger distance",
                aggregates=ml_monitor.hellinger_aggregates,
                sampling_error=ml_monitor.hellinger_sampling_error,
            ),
            dict(continuous, name="kolmogorov_smirnov", title="Kolmogorov-Smirnov statistic", upper_limit=1, compares_ecdfs=true),
            dict(continuous, name="wasserstein", title="Wasserstein distance", compares_ecdfs=true),
            dict(
                categorical,
                name="chi2",
                title="chi-squared statistic",
                default_threshold={"p_value": 0.05},
                has_p_value=true,
                is_quadratic=true,
                aggregates=ml_monitor.chi2_aggregates,
                sampling_error=ml_monitor.chi2_sampling_error,
            ),
            dict(
                categorical,
                name="l_infinity",
                title="L-infinity distance",
                aggregates=ml_monitor.l_infinity_aggregates,
                derived=ml_monitor.l_infinity_derived,
                sampling_error=ml_monitor.l_infinity_sampling_error,
            ),
            dict(
                both,
                name="population_stability_index",
                is_quadratic=true,
                aggregates=ml_monitor.population_stability_index_aggregates,
                sampling_error=ml_monitor.population_stability_index_sampling_error,
            ),
            dict(
                both,
                name="total_variation_distance",
                upper_limit=1,
                aggregates=ml_monitor.total_variation_distance_aggregates,
                sampling_error=ml_monitor.total_variation_distance_sampling_error,
            ),
            dict(
                categorical,
                name="cramers_v",
                title="Cramer's V",
                upper_limit=1,
                aggregates=ml_monitor.cramers_v_aggregates,
                sampling_error=ml_monitor.cramers_v_sampling_error,
            ),
        ]
    ) %}
{% endmacro %}


{# The names of the metrics of one family in the registry that can be asked for, narrowed by feature type or problem type where given. #}
{% macro metric_names(registry, family, feature_type=none, problem_type=none) %}
    {% set names = [] %}
    {% for metric in registry if family in metric.families and not metric.get("judges_estimates") %}
        {% if (feature_type is none or feature_type in metric.feature_types) and (
            problem_type is none or problem_type in metric.get("problem_types", [problem_type])
        ) %}
            {% do names.append(metric.name) %}
        {% endif %}
    {% endfor %}
    {% do return(names) %}
{% endmacro %}


{# The names of the metrics whose entry has a key that is true. #}
{% macro metrics_with(registry, key) %}
    {% set names = [] %}
    {% for metric in registry if metric.get(key) %} {% do names.append(metric.name) %} {% endfor %}
    {% do return(names) %}
{% endmacro %}


{# Whether an expression names one of these metrics. #}
{% macro is_metric_with(metric_name, key) -%}
    {{ metric_name }} in ('{{ ml_monitor.metrics_with(ml_monitor.metric_registry(), key) | join("', '") }}')
{%- endmacro %}


{# Whether an expression names one of the statistics that compare distribution functions. #}
{% macro compares_ecdfs(metric_name) -%} {{ ml_monitor.is_metric_with(metric_name, "compares_ecdfs") }} {%- endmacro %}


{# Whether a monitor asks for a statistic that compares distribution functions. #}
{% macro needs_ecdf(raw, registry) %}
    {% for metric in registry if metric.get("compares_ecdfs") and metric.name in (raw.get("continuous_methods") or []) %}
        {% do return(true) %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}


{# The statistics of shares that any of the monitors asks for: only they are computed. #}
{% macro used_share_methods(monitors) %}
    {% set asked = [] %}
    {% for monitor in monitors %} {% do asked.extend(monitor.continuous_methods + monitor.categorical_methods) %} {% endfor %}
    {% set used = [] %}
    {% for metric in ml_monitor.metric_registry() if "univariate_drift" in metric.families and not metric.get("compares_ecdfs") %}
        {% if metric.name in asked %} {% do used.append(metric.name) %} {% endif %}
    {% endfor %}
    {% do return(used) %}
{% endmacro %}
