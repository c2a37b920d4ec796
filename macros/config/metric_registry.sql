{#
  Every metric the package can compute, in one place: what it is called, where it belongs, and how it is judged.

  A metric is a mapping with
    name             the key users write in `vars` and read in monitor_metrics.metric_name
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
#}
{% macro metric_registry() %}
    {% set drift = {"families": ["univariate_drift"], "lower_limit": 0, "threshold_sides": ["upper"]} %}
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
        [
            dict(drift, name="jensen_shannon", feature_types=["continuous", "categorical"]),
            dict(drift, name="hellinger", feature_types=["continuous", "categorical"]),
            dict(drift, name="kolmogorov_smirnov", feature_types=["continuous"], upper_limit=1, compares_ecdfs=true),
            dict(drift, name="wasserstein", feature_types=["continuous"], compares_ecdfs=true),
            dict(drift, name="chi2", feature_types=["categorical"]),
            dict(drift, name="l_infinity", feature_types=["categorical"]),
            dict(drift, name="population_stability_index", feature_types=["continuous", "categorical"]),
            dict(drift, name="total_variation_distance", feature_types=["continuous", "categorical"], upper_limit=1),
            {
                "name": "reconstruction_error",
                "families": ["multivariate_drift"],
                "feature_types": [":none"],
                "lower_limit": 0,
                "limit_removes_threshold": true,
                "threshold_sides": ["lower", "upper"],
            },
            {
                "name": "domain_classifier_auroc",
                "families": ["multivariate_drift"],
                "feature_types": [":none"],
                "lower_limit": 0,
                "upper_limit": 1,
                "threshold_sides": ["lower", "upper"],
                "default_threshold": {"constant": {"lower": 0.45, "upper": 0.65}},
            },
            dict(regression, name="mae", loss="absolute_error", is_root=false),
            dict(regression, name="mape", loss="absolute_percentage_error", is_root=false),
            dict(regression, name="mse", loss="squared_error", is_root=false),
            dict(regression, name="rmse", loss="squared_error", is_root=true),
            dict(regression, name="msle", loss="squared_log_error", is_root=false),
            dict(regression, name="rmsle", loss="squared_log_error", is_root=true),
            dict(classification, name="roc_auc", needs_probability=true),
            dict(classification, name="average_precision", needs_probability=true),
            dict(classification, name="f1"),
            dict(classification, name="precision"),
            dict(classification, name="recall"),
            dict(classification, name="specificity"),
            dict(classification, name="accuracy"),
            dict(classification, name="confusion_matrix"),
            dict(classification, name="business_value", lower_limit=none, upper_limit=none),
            {
                "name": "rows_out_of_support",
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
            dict(summary, name="std", lower_limit=0, limit_removes_threshold=true),
            dict(summary, name="sum"),
            dict(summary, name="row_count", feature_types=[":none"], lower_limit=0, limit_removes_threshold=true),
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


{# Whether an expression names one of the statistics that compare distribution functions. #}
{% macro compares_ecdfs(metric_name) -%}
    {%- set names = [] -%}
    {%- for metric in ml_monitor.metric_registry() if metric.get("compares_ecdfs") -%}
        {%- do names.append("'" ~ metric.name ~ "'") -%}
    {%- endfor -%}
    {{ metric_name }} in ({{ names | join(", ") }})
{%- endmacro %}


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
