{#
  Every cell of the confusion matrix of each chunk, empty ones too, with the sums of its row (true_total), column (predicted_total) and matrix (total), and how
  many classes have rows as truth and as prediction.
  `statistics`: a relation with the columns of classification_statistic_columns(); `chunks`: a relation monitor_name, period, chunk_index.
#}
{% macro confusion_cells(chunks, statistics) %}
    {%- set of_slice = ml_monitor.slice_columns("cells") %}
    select
        with_margins.*,
        sum(case when true_total > 0 and true_class_index = predicted_class_index then 1 else 0 end) over (
            partition by {{ ml_monitor.slice_columns() }}
        ) as true_class_count,
        sum(case when predicted_total > 0 and true_class_index = predicted_class_index then 1 else 0 end) over (
            partition by {{ ml_monitor.slice_columns() }}
        ) as predicted_class_count,
        max(case when cell_count = total and true_class_index = predicted_class_index then 1 else 0 end) over (
            partition by {{ ml_monitor.slice_columns() }}
        ) as is_one_cell
    from
        (
            select
                cells.*,
                sum(cells.cell_count) over (partition by {{ of_slice }}, cells.true_class_index) as true_total,
                sum(cells.cell_count) over (partition by {{ of_slice }}, cells.predicted_class_index) as predicted_total,
                sum(cells.cell_count) over (partition by {{ of_slice }}) as total
            from
                (
                    select
                        {{ ml_monitor.slice_columns("chunks") }},
                        pairs.true_class_index,
                        pairs.predicted_class_index,
                        pairs.is_scored_class,
                        pairs.business_value,
                        coalesce(counts.statistic_value, 0) as cell_count
                    from {{ chunks }} as chunks
                    inner join {{ ref("monitor_class_pairs") }} as pairs on chunks.monitor_name = pairs.monitor_name
                    left join
                        {{ statistics }} as counts
                        on counts.statistic_name = 'count'
                        and {{ ml_monitor.same_slice("chunks", "counts") }}
                        and pairs.true_class_index = counts.true_class_index
                        and pairs.predicted_class_index = counts.predicted_class_index

                    union all

                    -- Rows of classes that came later have no cell of their own, but the sums count them: such a row is wrong.
                    select
                        {{ ml_monitor.slice_columns("chunks") }},
                        counts.true_class_index,
                        counts.predicted_class_index,
                        {{ ml_monitor.truth(false) }} as is_scored_class,
                        {{ ml_monitor.real(none) }} as business_value,
                        counts.statistic_value as cell_count
                    from {{ chunks }} as chunks
                    inner join
                        {{ statistics }} as counts
                        on counts.statistic_name = 'count'
                        and {{ ml_monitor.same_slice("chunks", "counts") }}
                        and (counts.true_class_index < 0 or counts.predicted_class_index < 0)
                ) as cells
        ) as with_margins
    where true_class_index >= 0 and predicted_class_index >= 0
{% endmacro %}


{#
  The four counts of each scored class against the rest, from confusion_cells(): true_positive, false_positive, false_negative, true_negative and total.
#}
{% macro one_against_rest(cells) %}
    select
        {{ ml_monitor.slice_columns() }},
        true_class_index as class_index,
        cell_count as true_positive,
        predicted_total - cell_count as false_positive,
        true_total - cell_count as false_negative,
        {{ ml_monitor.larger("total - true_total - predicted_total + cell_count", "0") }} as true_negative,
        total
    from {{ cells }}
    where is_scored_class
{% endmacro %}
