{#
  Whose reference chunks the threshold of a segment comes from: its own where at least 10 of them have 30 rows or more, else those of everything. A threshold of everything
  is too narrow for fewer rows, so there `widening` says how many times as far off it has to be: the ratio of the mean sampling errors, or, where a metric has none,
  the root of the ratio of the rows. Of segment 0 it is 1, and of what there is of segments only, such as comparisons of groups.
  One row per threshold_grain() of `summarised`, reference values summarised by that grain, with the source's segment_index as source_segment_index.
  An estimate is judged by what performance really was in the reference, not by what was estimated there: source_family.
#}
{% macro threshold_sources(summarised) %}
    {%- set numbers = ["monitor_name", "metric_name", "column_name", "drift_type"] %}
    select
        {{ ml_monitor.columns_of("judged", ml_monitor.threshold_grain()) }},
        own.metric_family as source_family,
        case
            when own.segment_index = 0 or own.large_chunk_count >= 10 or whole.segment_index is null then own.segment_index else 0
        end as source_segment_index,
        case
            when own.segment_index = 0 or own.large_chunk_count >= 10 or whole.segment_index is null
            then {{ ml_monitor.real(1) }}
            else
                {{
                    ml_monitor.larger(
                        "coalesce(own.mean_sampling_error / nullif(whole.mean_sampling_error, 0), sqrt(whole.mean_rows / nullif(own.mean_rows, 0)), 1)",
                        "1",
                    )
                }}
        end as widening
    from {{ summarised }} as judged
    inner join
        {{ summarised }} as own
        on {{ ml_monitor.same("judged", "own", numbers + ["segment_index"]) }}
        and {{ ml_monitor.judged_family("judged.metric_family") }} = own.metric_family
    left join {{ summarised }} as whole on {{ ml_monitor.same("own", "whole", numbers + ["metric_family"]) }} and whole.segment_index = 0
{% endmacro %}
