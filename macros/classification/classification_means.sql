{# The means over the scored classes of the metrics of a class against the rest, from one_against_rest(): 0 where a metric would divide by 0. #}
{% macro class_means(against_rest) %}
    select
        {{ ml_monitor.slice_columns() }},
        avg(coalesce(true_positive / nullif(true_positive + (false_positive + false_negative) / 2, 0), 0)) as f1,
        avg(coalesce(true_positive / nullif(true_positive + false_positive, 0), 0)) as precision_value,
        avg(coalesce(true_positive / nullif(true_positive + false_negative, 0), 0)) as recall,
        avg(coalesce(true_negative / nullif(true_negative + false_positive, 0), 0)) as specificity,
        count(*) as class_count
    from {{ against_rest }}
    group by {{ ml_monitor.slice_columns() }}
{% endmacro %}


{# Accuracy and business value of whole matrices, from confusion_cells(), and how many classes they hold. #}
{% macro matrix_means(cells) %}
    select
        {{ ml_monitor.slice_columns("cells") }},
        sum(case when cells.true_class_index = cells.predicted_class_index then cells.cell_count else 0 end)
        / nullif(max(cells.total), 0) as accuracy,
        sum(
            cells.business_value * case
                when config.business_value_normalisation is null
                then cells.cell_count
                else coalesce(cells.cell_count / nullif(cells.predicted_total, 0), 0)
            end
        ) as business_value,
        max(cells.total) as total,
        max(cells.true_class_count) as true_class_count,
        max(cells.predicted_class_count) as predicted_class_count,
        max(cells.is_one_cell) as is_one_cell
    from {{ cells }} as cells
    inner join {{ ref("monitor_config") }} as config on cells.monitor_name = config.monitor_name
    group by {{ ml_monitor.slice_columns("cells") }}
{% endmacro %}


{# The means over the scored classes of their ranking metrics, and of how many classes there is a value. #}
{% macro ranking_means(statistics) %}
    select
        {{ ml_monitor.slice_columns() }},
        {% for name in ["roc_auc", "average_precision"] -%}
            avg(case when statistic_name = '{{ name }}' then statistic_value end) as {{ name }},
            count(case when statistic_name = '{{ name }}' then statistic_value end) as {{ name }}_class_count
            {{- "," if not loop.last }}
        {% endfor %}
    from {{ statistics }}
    group by {{ ml_monitor.slice_columns() }}
{% endmacro %}


{# The value of a metric, over the relations that classification_metrics() joins. #}
{% macro classification_metric_value(family) %}
    case
        when coalesce(matrix_means.total, 0) = 0
        then null
        when settings.true_class_index is not null
        then
            case
                config.matrix_normalisation
                when 'all'
                then cells.cell_count / cells.total
                when 'true'
                then coalesce(cells.cell_count / nullif(cells.true_total, 0), 0)
                when 'pred'
                then coalesce(cells.cell_count / nullif(cells.predicted_total, 0), 0)
                else cells.cell_count
            end
        {%- for name in ["roc_auc", "average_precision"] %}
            when settings.metric_name = '{{ name }}'
            then case when rankings.{{ name }}_class_count = class_means.class_count then rankings.{{ name }} end
        {%- endfor %}
        when settings.metric_name = 'accuracy'
        then matrix_means.accuracy
        when settings.metric_name = 'business_value'
        then matrix_means.business_value
        {%- if family == "realized_performance" %}
            when settings.metric_name = 'specificity'
            then case when matrix_means.is_one_cell = 0 then class_means.specificity end
            when matrix_means.true_class_count < 2 or matrix_means.predicted_class_count < 2
            then null
        {%- else %} when settings.metric_name = 'specificity' then class_means.specificity
        {%- endif %}
        when settings.metric_name = 'f1'
        then class_means.f1
        when settings.metric_name = 'precision'
        then class_means.precision_value
        when settings.metric_name = 'recall'
        then class_means.recall
    end
{% endmacro %}
