{#-
  Estimates of performance with what labels say of them: corrected by the labels that were known when the chunk ended, and with the interval that nine of ten realized values lie in.
  Without known labels of the analysis the interval is 2.015 deviations to each side, the 95 % quantile of Student's t with five degrees of freedom
  (J. Higgins, S. Thompson, D. Spiegelhalter, J. R. Stat. Soc. A 172 (2009) 137-159).
-#}
{%- set number = ml_monitor.slice_grain() + ["metric_name"] %}
with
    pairs as {{ ml_monitor.materialized() }} ({{ ml_monitor.estimate_pairs() }}),

    known as {{ ml_monitor.materialized() }} ({{ ml_monitor.known_chunks() }}),

    deviations as {{ ml_monitor.materialized() }} ({{ ml_monitor.estimate_deviations("pairs") }}),

    corrected as {{ ml_monitor.materialized() }} ({{ ml_monitor.gap_corrections("deviations", "known") }}),

    quantiles as ({{ ml_monitor.prediction_quantiles("corrected", "known") }}),

    wide as (
        select
            corrected.*,
            corrected.deviation
            * case when corrected.known_chunk_count > 0 then quantiles.quantile else {{ ml_monitor.real(2.015) }} end as half_width
        from corrected
        left join quantiles on {{ ml_monitor.same("corrected", "quantiles", number) }}
    )

select
    {{ ml_monitor.columns_of("wide", number) }},
    segments.segment_column,
    segments.segment_value,
    wide.estimate as uncorrected_value,
    wide.corrected_value,
    cast(wide.known_chunk_count as {{ dbt.type_bigint() }}) as known_chunk_count,
    wide.half_width,
    {{ ml_monitor.larger("wide.corrected_value - wide.half_width", "wide.lower_limit") }} as lower_prediction_boundary,
    {{ ml_monitor.smaller("wide.corrected_value + wide.half_width", "wide.upper_limit") }} as upper_prediction_boundary,
    wide.realized as realized_value,
    wide.reference_value,
    wide.deviation,
    wide.computed_at
from wide
inner join {{ ref("monitor_segments") }} as segments on {{ ml_monitor.same("wide", "segments", ["monitor_name", "segment_index"]) }}
