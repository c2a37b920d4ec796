{# The summary statistics. None of their sides is worse. #}
{% macro summary_statistics_metrics() %}
    {% set summary = {"families": ["summary_statistics"], "feature_types": ["continuous"], "threshold_sides": ["lower", "upper"], "worse": ":none"} %}
    {% do return(
        [
            dict(summary, name="mean"),
            dict(summary, name="median"),
            dict(summary, name="std", title="standard deviation", lower_limit=0, limit_removes_threshold=true),
            dict(summary, name="sum"),
            dict(summary, name="row_count", title="number of rows", feature_types=[":none"], lower_limit=0, limit_removes_threshold=true),
        ]
    ) %}
{% endmacro %}
