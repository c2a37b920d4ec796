{#
  The metrics of one performance family of all classifications, with their sampling errors, for every slice and configured metric.
  Of a binary monitor the metrics of the positive class, of a multiclass one the plain means of those of each class against the rest; accuracy, the confusion
  matrix and the business value are of the whole matrix. With TP, FP, FN, TN the counts of a class:
    precision TP / (TP + FP), recall TP / (TP + FN), specificity TN / (TN + FP), f1 TP / (TP + (FP + FN) / 2), accuracy: the matrix's diagonal over its total
  An expected metric is 0 where it would divide by 0; a realized one of a chunk with one class only says nothing, and is null.
  Sampling errors come from the spreads of monitor_fitted_classification.

  Arguments: the metric family, the text for monitor_metrics.method, and a relation of statistics per slice (classification_statistic_columns, computed_at).
#}
{% macro classification_metrics(family, method, statistics) %}
    with
        computed_chunks as (
            select
                {{ ml_monitor.slice_columns() }},
                max(case when statistic_name = 'row_count' then statistic_value end) as row_count,
                max(computed_at) as computed_at
            from {{ statistics }}
            group by {{ ml_monitor.slice_columns() }}
        ),

        cells as ({{ ml_monitor.confusion_cells("computed_chunks", statistics) }}),

        against_rest as ({{ ml_monitor.one_against_rest("cells") }}),

        class_means as ({{ ml_monitor.class_means("against_rest") }}),

        matrix_means as ({{ ml_monitor.matrix_means("cells") }}),

        rankings as ({{ ml_monitor.ranking_means(statistics) }}),

        valued as (
            select
                {{ ml_monitor.slice_columns("slices") }},
                slices.row_count as slice_row_count,
                settings.metric_name,
                computed_chunks.computed_at,
                coalesce(computed_chunks.row_count, 0) as row_count,
                {{ ml_monitor.classification_metric_value(family) }} as metric_value
            from {{ ref("monitor_slices") }} as slices
            inner join
                {{ ref("monitor_config") }} as config on slices.monitor_name = config.monitor_name and config.problem_type <> 'regression'
            inner join
                {{ ref("monitor_metric_settings") }} as settings
                on slices.monitor_name = settings.monitor_name
                and settings.metric_family = '{{ family }}'
            {%- for relation in ["computed_chunks", "class_means", "matrix_means", "rankings", "cells"] %}
                left join
                    {{ relation }} on {{ ml_monitor.same_slice("slices", relation) }}
                    {%- if relation == "cells" %}
                        and settings.true_class_index = cells.true_class_index
                        and settings.predicted_class_index = cells.predicted_class_index
                    {%- endif %}
            {%- endfor %}
        )

    select
        {{ ml_monitor.slice_columns("valued") }},
        '{{ family }}' as metric_family,
        valued.metric_name,
        ':table' as column_name,
        '{{ method }}' as method,
        ':none' as drift_type,
        valued.metric_value,
        {{ ml_monitor.real(none) }} as p_value,
        case
            when fitted.is_sum then fitted.spread * sqrt(valued.row_count) else fitted.spread / nullif(sqrt(valued.row_count), 0)
        end as sampling_error,
        cast(valued.row_count as {{ dbt.type_bigint() }}) as count_used,
        cast(valued.slice_row_count - valued.row_count as {{ dbt.type_bigint() }}) as count_unused,
        valued.computed_at
    from valued
    left join
        {{ ref("monitor_fitted_classification") }} as fitted
        on valued.monitor_name = fitted.monitor_name
        and valued.metric_name = fitted.metric_name
{% endmacro %}
