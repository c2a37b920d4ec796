{#
  Every estimate of performance with what was realized: one row per slice and metric that is estimated.
    realized    null where fewer than a fifth of the rows are labeled, and in the analysis where fewer than 50 are: too few to learn from
    label_share the share of the rows that realized is of
    place       the number of the chunk among all: analysis chunks from 0, those of the reference before, at -1, -2 and so on
    is_loss     true for metrics without an upper limit, whose errors are judged as a quotient
  Sums over rows, such as cells of a confusion matrix that are counted in rows, are no pairs: they grow with the chunk.
#}
{% macro estimate_pairs() %}
    with
        performance as (
            select {{ ml_monitor.number_columns() }}, computed_at
            from {{ ref("monitor_estimated_regression_performance") }}
            union all
            select {{ ml_monitor.number_columns() }}, computed_at
            from {{ ref("monitor_realized_regression_performance") }}
            union all
            select {{ ml_monitor.number_columns() }}, computed_at
            from {{ ref("monitor_classification_performance") }}
        ),

        labelled as (
            select
                {{ ml_monitor.slice_columns() }},
                metric_name,
                metric_value,
                computed_at,
                cast(count_used as {{ ml_monitor.type_double() }}) / (count_used + count_unused) as label_share
            from performance
            where
                metric_family = 'realized_performance'
                and count_used > 0
                and 4 * count_used >= count_unused
                and (period = 'reference' or count_used >= 50)
        ),

        reference_chunks as (
            select monitor_name, max(chunk_index) + 1 as chunk_count
            from {{ ref("monitor_chunks") }}
            where period = 'reference'
            group by monitor_name
        )

    select
        {{ ml_monitor.slice_columns("estimated") }},
        estimated.metric_name,
        estimated.metric_value as estimate,
        estimated.sampling_error,
        labelled.metric_value as realized,
        labelled.label_share,
        {{ ml_monitor.larger("estimated.computed_at", "labelled.computed_at") }} as computed_at,
        settings.loss_name is not null as is_loss,
        settings.lower_limit,
        settings.upper_limit,
        case when estimated.period = 'reference' then estimated.chunk_index - chunks.chunk_count else estimated.chunk_index end as place
    from performance as estimated
    inner join reference_chunks as chunks on estimated.monitor_name = chunks.monitor_name
    inner join
        {{ ref("monitor_metric_settings") }} as settings
        on {{ ml_monitor.same("estimated", "settings", ["monitor_name", "metric_family", "metric_name"]) }}
    left join
        {{ ref("monitor_fitted_classification") }} as fitted
        on {{ ml_monitor.same("estimated", "fitted", ["monitor_name", "metric_name"]) }}
    left join labelled on {{ ml_monitor.same("estimated", "labelled", ml_monitor.slice_grain() + ["metric_name"]) }}
    where estimated.metric_family = 'estimated_performance' and estimated.metric_value is not null and not coalesce(fitted.is_sum, false)
{% endmacro %}
