{#
  Fails with every alert that the arguments leave in; reads tables and computes nothing again.
  The failing rows say which monitor, chunk, column and metric, the value and its thresholds.
  It can be put on any model and always reads the same: dbt lets nobody add tests to a package's own models from outside.
#}
{% test no_alerts(
    model,
    monitor_name=none,
    metric_family=none,
    metric_name=none,
    column_name=none,
    period="analysis",
    last_n_chunks=none,
    min_alerts=1,
    min_severity=none,
    direction="worse",
    only_new=false,
    segment_column=none,
    segment_value=none
) %}
    {{
        ml_monitor.alerts_left(
            {
                "monitor_name": monitor_name,
                "metric_family": metric_family,
                "metric_name": metric_name,
                "column_name": column_name,
                "period": period,
                "last_n_chunks": last_n_chunks,
                "min_alerts": min_alerts,
                "min_severity": min_severity,
                "direction": direction,
                "only_new": only_new,
                "segment_column": segment_column,
                "segment_value": segment_value,
            }
        )
    }}
{% endtest %}


{#
  The one-line form, on a column of the user's own model: fails if that column has drifted in the latest chunks of a monitor that watches it.
#}
{% test no_drift(
    model,
    column_name,
    monitor_name=none,
    metric_name=none,
    last_n_chunks=1,
    min_alerts=1,
    min_severity=none,
    only_new=false,
    segment_column=none,
    segment_value=none
) %}
    {{
        ml_monitor.alerts_left(
            {
                "monitor_name": monitor_name,
                "metric_family": "univariate_drift",
                "metric_name": metric_name,
                "column_name": column_name,
                "period": "analysis",
                "last_n_chunks": last_n_chunks,
                "min_alerts": min_alerts,
                "min_severity": min_severity,
                "direction": "worse",
                "only_new": only_new,
                "segment_column": segment_column,
                "segment_value": segment_value,
            }
        )
    }}
{% endtest %}
