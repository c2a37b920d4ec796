{#
  What realized classification metrics are made of, per chunk, from the rows of classified_rows():
    count               rows by true and predicted class
    roc_auc             area under the receiver operating characteristic of a class against the rest: the chance that a row of the class has a higher
                        probability than another row, ties counted half (Mann and Whitney 1947)
    average_precision   sum over distinct probabilities, from the highest, of the precision at it times the recall gained at it
  Only rows with a label count, for `count` with a prediction too.
#}
{% macro realized_statistics(monitor, period, rows, with_rankings=true) %}
    {{ ml_monitor.classification_statistic(monitor, period, "count", "count(*)", "y_true", "y_pred") }}
    from {{ rows }}
    where y_true is not null and y_pred is not null
    group by {{ ml_monitor.slice_index() }}, y_true, y_pred
    union all
    {{ ml_monitor.classification_statistic(monitor, period, "row_count", "count(*)") }}
    from {{ rows }}
    where y_true is not null and y_pred is not null
    group by {{ ml_monitor.slice_index() }}
    {% if monitor.has_rankings and with_rankings %}
        {% for class in monitor.classes if class.is_scored %}
            union all
            {{ ml_monitor.ranking_statistics(monitor, period, class, ml_monitor.realized_rankings(ml_monitor.ranked_scores(rows, class))) }}
        {% endfor %}
    {% endif %}
{% endmacro %}


{#
  The distinct probabilities of a class per slice (or whatever `group` names), with how many rows of the class (positive_count) and others (negative_count) have
  each, the numbers of both down to it from the highest, and the totals.
#}
{% macro ranked_scores(rows, class, group=none) %}
    {%- set group = group or ml_monitor.slice_index() %}
    {%- set down_to = "partition by " ~ group ~ " order by score desc rows between unbounded preceding and current row" %}
    select
        scores.*,
        sum(positive_count) over ({{ down_to }}) as positives_down_to,
        sum(negative_count) over ({{ down_to }}) as negatives_down_to,
        sum(positive_count) over (partition by {{ group }}) as positive_total,
        sum(negative_count) over (partition by {{ group }}) as negative_total
    from
        (
            select
                {{ group }},
                probability_{{ class.index }} as score,
                cast(sum(case when y_true = {{ class.index }} then 1 else 0 end) as {{ ml_monitor.type_double() }}) as positive_count,
                cast(sum(case when y_true = {{ class.index }} then 0 else 1 end) as {{ ml_monitor.type_double() }}) as negative_count
            from {{ rows }}
            where y_true is not null and probability_{{ class.index }} is not null
            group by {{ group }}, probability_{{ class.index }}
        ) as scores
{% endmacro %}


{# roc_auc and average_precision from the relation of ranked_scores(), per `group`; null where one side has no row. #}
{% macro realized_rankings(ranked_scores, group=none) %}
    {%- set group = group or ml_monitor.slice_index() %}
    select
        {{ group }},
        sum(positive_count + negative_count) as row_count,
        sum(negative_count * (positives_down_to - positive_count / 2)) / nullif(max(positive_total) * max(negative_total), 0) as roc_auc,
        sum(positive_count * positives_down_to / (positives_down_to + negatives_down_to))
        / nullif(max(positive_total), 0) as average_precision
    from ({{ ranked_scores }}) as ranked
    group by {{ group }}
{% endmacro %}
