{#
  Fails with every alert of monitor_metrics that the arguments leave in; reads the table and computes nothing again.
  The failing rows say which monitor, chunk, column and metric, the value and its thresholds.
  It can be put on any model and always reads monitor_metrics: dbt lets nobody add tests to a package's own models from outside.
#}
{% test no_alerts(
    model,
    monitor_name=none,
    metric_family=none,
    metric_name=none,
    column_name=none,
    period="analysis",
    last_n_chunks=none,
    min_alerts=1
) %}
    {{
        ml_monitor.alerts_left(
            {
                "monitor_name": monitor_name,
                "metric_family": metric_family,
                "metric_name": metric_name,
                "column_name": column_name,
                "period": period,
            },
            last_n_chunks,
            min_alerts,
        )
    }}
{% endtest %}


{#
  The one-line form, on a column of the user's own model: fails if that column has drifted in the latest chunks of a monitor that watches it.
#}
{% test no_drift(model, column_name, monitor_name=none, metric_name=none, last_n_chunks=1, min_alerts=1) %}
    {{
        ml_monitor.alerts_left(
            {
                "monitor_name": monitor_name,
                "metric_family": "univariate_drift",
                "metric_name": metric_name,
                "column_name": column_name,
                "period": "analysis",
            },
            last_n_chunks,
            min_alerts,
        )
    }}
{% endtest %}


{#
  The alerts in monitor_metrics that match every filter that is not none, of the last `last_n_chunks` chunks of each monitor, period and metric family, where one
  column and metric has at least `min_alerts` of them. Chunks without a value, such as those whose labels have not come, are not counted among the last. Where no
  number of the period fits there is one row that says so: a check that watches nothing must not pass.
#}
{% macro alerts_left(filters, last_n_chunks, min_alerts) %}
    {%- set conditions = ["metric_value is not null"] -%}
    {%- for name, value in filters.items() if value is not none -%}
        {# dbt hands over the name of a column with `quote: true` in its quotes. #}
        {%- set text = value[1:-1] if name == "column_name" and value == adapter.quote(value[1:-1]) else value -%}
        {%- do conditions.append(name ~ " = " ~ ml_monitor.text(text)) -%}
    {%- endfor -%}
    with
        watched as (
            select *, max(chunk_index) over (partition by monitor_name, period, metric_family) - chunk_index as chunks_ago
            from {{ ref("ml_monitor", "monitor_metrics") }}
            where {{ conditions | join(" and ") }}
        ),

        alerts as (
            select *, count(*) over (partition by {{ ml_monitor.series() }}, period) as alert_count
            from watched
            where is_alert {% if last_n_chunks is not none -%} and chunks_ago < {{ last_n_chunks }} {% endif %}
        )

    select
        monitor_name,
        period,
        chunk_key,
        chunk_start_date,
        metric_family,
        metric_name,
        column_name,
        metric_value,
        p_value,
        lower_threshold,
        upper_threshold,
        alert_direction
    from alerts
    where alert_count >= {{ min_alerts }}
    union all
    select
        'no number in monitor_metrics fits the arguments of this test' as monitor_name,
        ':none' as period,
        ':none' as chunk_key,
        cast(null as {{ ml_monitor.type_time() }}) as chunk_start_date,
        ':none' as metric_family,
        ':none' as metric_name,
        ':none' as column_name,
        {{ ml_monitor.real(none) }} as metric_value,
        {{ ml_monitor.real(none) }} as p_value,
        {{ ml_monitor.real(none) }} as lower_threshold,
        {{ ml_monitor.real(none) }} as upper_threshold,
        ':none' as alert_direction
    from (select count(*) as number_count from watched) as counted
    where number_count = 0
{% endmacro %}
