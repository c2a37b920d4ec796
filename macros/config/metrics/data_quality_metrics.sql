{# The metrics of data quality: shares of rows. #}
{% macro data_quality_metrics() %}
    {% set quality = {"families": ["data_quality"], "lower_limit": 0, "upper_limit": 1, "is_share": true} %}
    {% set foreign = dict(quality, threshold_sides=["upper"], default_threshold={"constant": {"upper": 0}}) %}
    {% do return(
        [
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
            {
                "name": "segment_share",
                "title": "share of the chunk's rows",
                "is_of_segments": true,
                "families": ["data_quality"],
                "feature_types": [":none"],
                "lower_limit": 0,
                "upper_limit": 1,
                "threshold_sides": ["lower", "upper"],
                "worse": "either",
            },
            dict(quality, name="missing_values", feature_types=["continuous", "categorical"], threshold_sides=["lower", "upper"]),
            dict(foreign, name="unseen_values", feature_types=["categorical"]),
            dict(foreign, name="values_out_of_range", feature_types=["continuous"]),
        ]
    ) %}
{% endmacro %}
