{#
  The spread of every metric of every classification over the reference: what its sampling errors are made of, spread / sqrt(n) for a chunk of n rows, or
  spread * sqrt(n) for sums over rows (is_sum). With b(k, m) = sqrt(k/m (1 - k/m)), the spread of a share k of m rows, and N rows in all:
    precision b(TP, TP + FP) / sqrt((TP + FP) / N), recall b(TP, TP + FN) / sqrt((TP + FN) / N), specificity b(TN, TN + FP) / sqrt((TN + FP) / N),
    f1 b(TP, R) R / (TP + (FP + FN) / 2) / sqrt(R / N) with R = TP + FP + FN, accuracy b(diagonal, N); of a mean over C classes (without the second factor of
    f1) the root of the sum of squares over C, times 1.2 for roc_auc as in NannyML; of average_precision the root of the mean of squares
    a cell of the confusion matrix b(cell, N), as a share of the true or predicted class' total T b(cell, T) / sqrt(T / N)
    business_value the standard deviation of the rows' values (of a binary monitor the population's)
  Source: NannyML, "Sampling error"; the delta method.
  Arguments: names of common table expressions: cells made by confusion_cells(), their one_against_rest(), rankings made by ranking_spreads().
#}
{% macro metric_spreads(cells, against_rest, rankings) %}
    with
        class_spreads as (
            select
                monitor_name,
                count(*) as class_count,
                {{ ml_monitor.mean_share_spread("true_positive", "true_positive + false_positive") }} as precision_spread,
                {{ ml_monitor.mean_share_spread("true_positive", "true_positive + false_negative") }} as recall_spread,
                {{ ml_monitor.mean_share_spread("true_negative", "true_negative + false_positive") }} as specificity_spread,
                {{ ml_monitor.mean_share_spread("true_positive", "true_positive + false_positive + false_negative") }} * case
                    when count(*) = 1
                    then
                        max(
                            (true_positive + false_positive + false_negative)
                            / nullif(true_positive + (false_positive + false_negative) / 2, 0)
                        )
                    else 1
                end as f1_spread
            from {{ against_rest }}
            group by monitor_name
        ),

        ranking_spreads as (
            select
                monitor_name,
                {{ ml_monitor.root_of_squares("roc_auc") }}
                / nullif(count(case when statistic_name = 'roc_auc' then 1 end), 0)
                * case
                    when count(case when statistic_name = 'roc_auc' then 1 end) > 1 then {{ ml_monitor.real(1.2) }} else 1
                end as roc_auc_spread,
                {{ ml_monitor.root_of_squares("average_precision") }}
                / nullif(sqrt(count(case when statistic_name = 'average_precision' then 1 end)), 0) as average_precision_spread
            from {{ rankings }}
            group by monitor_name
        ),

        matrix_spreads as (
            select
                monitor_name,
                {{ ml_monitor.share_spread("sum(case when true_class_index = predicted_class_index then cell_count else 0 end)", "max(total)") }}
                as accuracy_spread,
                sqrt(
                    {{ ml_monitor.larger("sum(cell_count * power(business_value, 2)) - power(sum(cell_count * business_value), 2) / max(total)", "0") }}
                    / nullif(max(total) - case when sum(case when is_scored_class then 1 else 0 end) = 1 then 0 else 1 end, 0)
                ) as business_value_spread
            from {{ cells }}
            where total > 0
            group by monitor_name
        )

    select
        settings.monitor_name,
        settings.metric_name,
        case
            when settings.true_class_index is not null
            then
                case
                    config.matrix_normalisation
                    when 'true'
                    then
                        {{ ml_monitor.share_spread("cells.cell_count", "cells.true_total") }}
                        / nullif(sqrt(cells.true_total / nullif(cells.total, 0)), 0)
                    when 'pred'
                    then
                        {{ ml_monitor.share_spread("cells.cell_count", "cells.predicted_total") }}
                        / nullif(sqrt(cells.predicted_total / nullif(cells.total, 0)), 0)
                    else {{ ml_monitor.share_spread("cells.cell_count", "cells.total") }}
                end
            {%- for name, relation in {
                "roc_auc": "ranking_spreads",
                "average_precision": "ranking_spreads",
                "f1": "class_spreads",
                "precision": "class_spreads",
                "recall": "class_spreads",
                "specificity": "class_spreads",
                "accuracy": "matrix_spreads",
                "business_value": "matrix_spreads",
            }.items() %}
                when settings.metric_name = '{{ name }}' then {{ relation }}.{{ name }}_spread
            {%- endfor %}
        end as spread,
        (settings.true_class_index is not null and config.matrix_normalisation is null)
        or (settings.metric_name = 'business_value' and config.business_value_normalisation is null) as is_sum
    from {{ ref("monitor_metric_settings") }} as settings
    inner join {{ ref("monitor_config") }} as config on settings.monitor_name = config.monitor_name and config.problem_type <> 'regression'
    left join class_spreads on settings.monitor_name = class_spreads.monitor_name
    left join ranking_spreads on settings.monitor_name = ranking_spreads.monitor_name
    left join matrix_spreads on settings.monitor_name = matrix_spreads.monitor_name
    left join
        {{ cells }} as cells
        on settings.monitor_name = cells.monitor_name
        and settings.true_class_index = cells.true_class_index
        and settings.predicted_class_index = cells.predicted_class_index
    where settings.metric_family = 'realized_performance'
{% endmacro %}


{# The root of the sum over classes of the squares of a ranking metric's spreads; null where one class has none. #}
{% macro root_of_squares(statistic_name) -%}
    {%- set of_statistic = "case when statistic_name = '" ~ statistic_name ~ "' then " -%}
    case
        when count({{ of_statistic }} 1 end) = count({{ of_statistic }} statistic_value end)
        then sqrt(sum({{ of_statistic }} power(statistic_value, 2) end))
    end
{%- endmacro %}


{# The spread of a share of rows, sqrt(k/m (1 - k/m)). #}
{% macro share_spread(part, whole) -%}
    {%- set share = "(" ~ part ~ ") / nullif(" ~ whole ~ ", 0)" -%} sqrt({{ share }} * (1 - {{ share }}))
{%- endmacro %}


{# The spread of the mean over classes of a share of some of the rows, an aggregate over one_against_rest(). #}
{% macro mean_share_spread(part, whole) -%}
    {%- set share = "(" ~ part ~ ") / nullif(" ~ whole ~ ", 0)" -%}
    sqrt(sum({{ share }} * (1 - {{ share }}) / nullif(({{ whole }}) / total, 0))) / count(*)
{%- endmacro %}
