{#
  The spread of the ranking metrics of a class over the reference's rows: a chunk of n rows has a sampling error of spread / sqrt(n).
    roc_auc            sd of the placements of the rarer side's rows, over the root of its share s. A row's placement is the share of the other side's
                       rows that it is ranked rightly against, ties counted half (DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988) 837-845)
    average_precision  by the method of random groups (K. Wolter, "Introduction to variance estimation", 2007, chapter 2): the reference is dealt into 20 groups
                       by a hash of row_id, so that every run has the same; sd of their average precisions times the root of their mean number of rows
  `rows`: a relation made by classified_rows() of the whole reference.
#}
{% macro ranking_spreads(monitor, rows) %}
    {%- for class in monitor.classes if class.is_scored %}
        {{ ml_monitor.classification_statistic(monitor, "reference", "roc_auc", "spread", class.index) }}
        from
            (
                select
                    {{ ml_monitor.slice_index() }},
                    sqrt(
                        {{ ml_monitor.larger("sum(weight * placement * placement) / sum(weight) - power(sum(weight * placement) / sum(weight), 2)", "0") }}
                    )
                    / sqrt(max(share)) as spread
                from ({{ ml_monitor.placements(ml_monitor.ranked_scores(rows, class)) }}) as placements
                group by {{ ml_monitor.slice_index() }}
            ) as spreads
        union all
        {{ ml_monitor.classification_statistic(monitor, "reference", "average_precision", "spread", class.index) }}
        from
            (
                select -1 as chunk_index, 0 as segment_index, stddev_samp(average_precision) * sqrt(avg(row_count)) as spread
                from
                    (
                        {{ ml_monitor.realized_rankings(ml_monitor.ranked_scores(ml_monitor.rows_in_random_groups(rows), class, "random_group"), "random_group") }}
                    ) as random_groups
            ) as spreads
            {{ "union all" if not loop.last }}
    {%- endfor %}
{% endmacro %}


{#
  Per distinct probability of ranked_scores(): the placement of the rows of the rarer side, their number as weight, and their share of all rows. Of a class of
  more than half of the rows, the others are the rarer side, and ranked rightly where they have the lower probability.
#}
{% macro placements(ranked_scores) %}
    select
        {{ ml_monitor.slice_index() }},
        case when positive_total > negative_total then negative_count else positive_count end as weight,
        case
            when positive_total > negative_total
            then (positives_down_to - positive_count / 2) / nullif(positive_total, 0)
            else (negative_total - negatives_down_to + negative_count / 2) / nullif(negative_total, 0)
        end as placement,
        {{ ml_monitor.smaller("positive_total", "negative_total") }} / (positive_total + negative_total) as share
    from ({{ ranked_scores }}) as ranked
    where positive_total > 0 and negative_total > 0
{% endmacro %}


{# The rows of a relation, each in one of 20 groups by a hash of its id. #}
{% macro rows_in_random_groups(rows) %}
    (
        select hashed_rows.*, floor(20 * {{ ml_monitor.hash_to_unit("hashed_rows.row_id") }}) as random_group from {{ rows }} as hashed_rows
    ) as grouped_rows
{% endmacro %}
