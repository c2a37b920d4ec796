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
    worse            above, the default, below or either: the direction in which a value is worse; ':none' where neither is
    significance_level  a value beyond its threshold is an alert only if its p-value is below this, too
    needs_labels     true: it is computed from labels
    group_metric     for comparisons of groups: the metric of a group that is compared
    is_of_estimates  true: it is there for every monitor with estimates, and cannot be asked for
    needs_probability          true: it is computed from predicted probabilities, not from predicted labels
    default_threshold  the threshold where the user gives none, if it is not the default of the package
    judges_estimates true: it is there for every monitor whose performance loss models estimate, and cannot be asked for
    is_of_segments   true: the share of a chunk's rows that lies in a segment. It is there for every monitor with segments, for each of them and not for all rows, and cannot be
                     asked for. Its sampling error and its verdict count all rows of the chunk, and its incidents are of a kind of their own.
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
    {% do return(
        ml_monitor.univariate_drift_metrics()
        + ml_monitor.multivariate_drift_metrics()
        + ml_monitor.regression_performance_metrics()
        + ml_monitor.classification_performance_metrics()
        + ml_monitor.data_quality_metrics()
        + ml_monitor.summary_statistics_metrics()
        + ml_monitor.fairness_metrics()
        + ml_monitor.concept_drift_metrics()
    ) %}
{% endmacro %}
