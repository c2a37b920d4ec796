{#
  The rows of `pairs`, the name of a relation made by estimate_pairs(), with how far estimates were off in the reference:
    reference_value   the mean of what was realized in the reference's chunks
    squared_error     the mean of (realized - estimate)^2 there
    error_variance    what of it the sampling errors do not explain, the mean of (realized - estimate)^2 - sampling_error^2, at least 0: by how much more the chunks of one
                      reference differ (R. DerSimonian, N. Laird, Controlled Clinical Trials 7 (1986) 177-188)
    deviation         the root of sampling_error^2 + error_variance: how far off an estimate may be
  A segment with fewer than six chunks in the reference has the error_variance of everything; fewer than three of everything say nothing.
#}
{% macro estimate_deviations(pairs) %}
    with
        reference_errors as (
            select
                monitor_name,
                segment_index,
                metric_name,
                count(*) as chunk_count,
                avg(realized) as reference_value,
                avg(power(realized - estimate, 2)) as squared_error,
                avg(power(realized - estimate, 2) - power(sampling_error, 2)) as excess
            from {{ pairs }}
            where period = 'reference' and realized is not null
            group by monitor_name, segment_index, metric_name
        ),

        extended as (
            select
                pairs.*,
                own.reference_value,
                case
                    when pairs.segment_index = 0 or own.chunk_count >= 6
                    then own.squared_error
                    else whole.excess + power(pairs.sampling_error, 2)
                end as squared_error,
                case
                    when pairs.segment_index <> 0 and own.chunk_count >= 6
                    then {{ ml_monitor.larger("own.excess", "0") }}
                    when whole.chunk_count >= 3
                    then {{ ml_monitor.larger("whole.excess", "0") }}
                end as error_variance
            from {{ pairs }} as pairs
            left join reference_errors as own on {{ ml_monitor.same("pairs", "own", ["monitor_name", "segment_index", "metric_name"]) }}
            left join
                reference_errors as whole
                on {{ ml_monitor.same("pairs", "whole", ["monitor_name", "metric_name"]) }}
                and whole.segment_index = 0
        )

    select *, sqrt(power(sampling_error, 2) + error_variance) as deviation
    from extended
{% endmacro %}
