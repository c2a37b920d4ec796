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
