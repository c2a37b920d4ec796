{#
  What labels that were known when a chunk ended (known_chunks) say of the estimates: the rows of `deviations`, made by estimate_deviations(), with `corrected_value` and
  `known_chunk_count`.
    w    recency of a chunk times the share of its rows that is labeled; W the sum of w, and 1 for one chunk of no error
    gap  sum of w (realized - estimate) / W; of losses ln((sum of w realized + m) / (sum of w estimate + m)), m the mean of the reference
    V    its variance if nothing changed: squared_error times sum of w^2 / W^2; of losses over m^2
    gate gap^2 / (gap^2 + 2 V): a gap that chance explains counts for little
    corrected_value   estimate + gate gap, within the metric's limits; of losses estimate exp(gate gap)
  A segment with fewer than six known chunks takes the gap of everything. What a chunk does not know changes nothing of it.
#}
{% macro gap_corrections(deviations, known) %}
    {%- set number = ml_monitor.slice_grain() + ["metric_name"] %}
    with
        weighted as (
            select
                {{ ml_monitor.chunk_columns("known") }},
                pairs.segment_index,
                pairs.metric_name,
                pairs.is_loss,
                {{ ml_monitor.recency("known.age") }} * pairs.label_share as weight,
                pairs.realized,
                pairs.estimate,
                pairs.reference_value,
                pairs.squared_error
            from {{ known }} as known
            inner join {{ ref("monitor_config") }} as config on known.monitor_name = config.monitor_name and config.estimator = 'auto'
            inner join {{ deviations }} as pairs on {{ ml_monitor.same("known", "pairs", ["monitor_name", "place"]) }}
            where known.period = 'analysis' and pairs.place >= 0 and pairs.realized is not null
        ),

        sums as (
            select
                {{ ml_monitor.columns_of(none, number) }},
                is_loss,
                count(*) as chunk_count,
                sum(weighted.weight) as weight,
                sum(power(weighted.weight, 2)) as squared_weight,
                sum(weighted.weight * weighted.realized) as realized_sum,
                sum(weighted.weight * weighted.estimate) as estimate_sum,
                avg(weighted.reference_value) as reference_value,
                avg(weighted.squared_error) as squared_error
            from weighted
            group by {{ ml_monitor.columns_of(none, number) }}, is_loss
        ),

        gaps as (
            select
                {{ ml_monitor.columns_of(none, number) }},
                chunk_count,
                case
                    when not is_loss
                    then (realized_sum - estimate_sum) / (weight + 1)
                    when realized_sum + reference_value > 0 and estimate_sum + reference_value > 0
                    then ln((realized_sum + reference_value) / (estimate_sum + reference_value))
                end as gap,
                squared_error
                * squared_weight
                / power((weight + 1) * case when is_loss then nullif(reference_value, 0) else 1 end, 2) as gap_variance
            from sums
        ),

        gated as (
            select
                {{ ml_monitor.columns_of(none, number) }},
                chunk_count,
                gap * power(gap, 2) / nullif(power(gap, 2) + 2 * gap_variance, 0) as correction
            from gaps
        )

    select
        estimated.*,
        coalesce(case when own.chunk_count >= 6 then own.chunk_count else whole.chunk_count end, 0) as known_chunk_count,
        {{ ml_monitor.corrected_performance("estimated", "case when own.chunk_count >= 6 then own.correction else whole.correction end") }}
        as corrected_value
    from {{ deviations }} as estimated
    left join gated as own on {{ ml_monitor.same("estimated", "own", number) }}
    left join
        gated as whole
        on {{ ml_monitor.same("estimated", "whole", ml_monitor.chunk_grain() + ["metric_name"]) }}
        and whole.segment_index = 0
{% endmacro %}


{# An estimate of `estimated`, the name of a relation made by estimate_deviations(), with its correction, null for none. #}
{% macro corrected_performance(estimated, correction) -%}
    case
        when {{ correction }} is null
        then {{ estimated }}.estimate
        when {{ estimated }}.is_loss
        then {{ estimated }}.estimate * exp({{ correction }})
        else
            {{
                ml_monitor.smaller(
                    ml_monitor.larger(estimated ~ ".estimate + " ~ correction, estimated ~ ".lower_limit"), estimated ~ ".upper_limit"
                )
            }}
    end
{%- endmacro %}
