{#
  How far off estimated metrics of a group were wherever its labels are known: what is to be added to an estimate, and how far off it may be beyond its own variance.
    known       of each chunk all reference chunks, and the earlier analysis chunks whose labels were due when it ended (known_chunks), the latest 24 of them. A chunk weighs 0.85 to the
                power of its age. What is known of a chunk depends neither on when a run takes place nor on labels that came later.
    unit        errors of rates count as they are, those of mean losses as shares of the estimate: where losses become twice as large, so do errors
    correction  sum of w (realized - estimate) / (sum of w + 1): a mean with one chunk of no error, so that the first chunk does not count whole. Of rates it is over the analysis chunks,
                since their estimates are fitted to the labels of the group in the reference (group_offsets). Loss models do not know the group, so of losses reference chunks count, too: of a
                reference chunk the others.
    errors      realized - (estimate + correction), with the correction that the chunk itself had
    variance    the mean of w (error^2 - variance of the estimate), with two chunks of the mean of all groups for the same metric: partial pooling. At least 0.
    degrees     the number of chunks that weigh as much: (sum of w)^2 / sum of w^2, and those two
  Sources: S. Roberts, Technometrics 1 (1959) 239-250 (the weights); R. DerSimonian, N. Laird, Controlled Clinical Trials 7 (1986) 177-188 (excess of a mean square over its
  variances); J. Higgins, S. Thompson, D. Spiegelhalter, J. R. Stat. Soc. A 172 (2009) 137-159 (a prediction with Student's t).

  A select with a row per slice and metric that is estimated: correction, backtest_error, error_variance and degrees.
#}
{% macro backtest_errors() %}
    {%- set number = ml_monitor.slice_grain() + ["metric_name"] %}
    {%- set of_all = ml_monitor.chunk_grain() + ["segment_column", "metric_name"] %}
    {%- set unit = "case when " ~ ml_monitor.is_group_rate("estimated.metric_name") ~ " then 1 else estimated.metric_value end" %}
    with
        pairs as {{ ml_monitor.materialized() }} (
            select
                {{ ml_monitor.columns_of("estimated", number) }},
                estimated.segment_column,
                estimated.metric_value / ({{ unit }}) as estimate,
                realized.metric_value / ({{ unit }}) as realized,
                estimated.expected_variance / power({{ unit }}, 2) as expected_variance,
                case
                    when estimated.period = 'reference' then estimated.chunk_index - counts.chunk_count else estimated.chunk_index
                end as place
            from {{ ref("monitor_group_values") }} as estimated
            inner join
                {{ ref("monitor_group_values") }} as realized
                on {{ ml_monitor.same("estimated", "realized", number) }}
                and estimated.source = 'estimated'
                and realized.source = 'realized'
                and estimated.is_compared
                and realized.is_compared
                and ({{ unit }}) > 0
            inner join
                (
                    select monitor_name, max(chunk_index) + 1 as chunk_count
                    from {{ ref("monitor_chunks") }}
                    where period = 'reference'
                    group by monitor_name
                ) as counts
                on estimated.monitor_name = counts.monitor_name
        ),

        known as {{ ml_monitor.materialized() }} (
            select {{ ml_monitor.chunk_columns() }}, place, {{ ml_monitor.recency("age") }} as weight
            from ({{ ml_monitor.known_chunks() }}) as known_of_all
        ),

        corrections as {{ ml_monitor.materialized() }} (
            select
                {{ ml_monitor.chunk_columns("known") }},
                pairs.segment_index,
                pairs.metric_name,
                sum(known.weight * (pairs.realized - pairs.estimate)) / (sum(known.weight) + 1) as correction
            from known
            inner join
                pairs
                on {{ ml_monitor.same("known", "pairs", ["monitor_name", "place"]) }}
                and (pairs.place >= 0 or not ({{ ml_monitor.is_group_rate("pairs.metric_name") }}))
                and not ({{ ml_monitor.same_chunk("known", "pairs") }})
            group by {{ ml_monitor.chunk_columns("known") }}, pairs.segment_index, pairs.metric_name
        ),

        tried as {{ ml_monitor.materialized() }} (
            select
                pairs.*,
                power(
                    pairs.realized - {{ ml_monitor.corrected_estimate("pairs.estimate", "corrections.correction", "pairs.metric_name") }}, 2
                ) as squared_error
            from pairs
            left join corrections on {{ ml_monitor.same("pairs", "corrections", number) }}
        ),

        own as (
            select
                {{ ml_monitor.chunk_columns("known") }},
                tried.segment_column,
                tried.segment_index,
                tried.metric_name,
                count(*) as chunk_count,
                sum(known.weight) as weight,
                sum(known.weight * known.weight) as squared_weight,
                sum(known.weight * tried.squared_error) as squared_error,
                sum(known.weight * (tried.squared_error - tried.expected_variance)) as excess
            from known
            inner join tried on {{ ml_monitor.same("known", "tried", ["monitor_name", "place"]) }}
            group by {{ ml_monitor.chunk_columns("known") }}, tried.segment_column, tried.segment_index, tried.metric_name
        ),

        together as (
            select
                {{ ml_monitor.columns_of(none, of_all) }},
                sum(chunk_count) as chunk_count,
                sum(excess) / sum(weight) as excess,
                power(sum(weight), 2) / sum(squared_weight) as degrees
            from own
            group by {{ ml_monitor.columns_of(none, of_all) }}
        )

    select
        {{ ml_monitor.columns_of("estimated", number) }},
        corrections.correction * ({{ unit }}) as correction,
        case when own.chunk_count >= 3 then sqrt(own.squared_error / own.weight) * ({{ unit }}) end as backtest_error,
        ({{ ml_monitor.larger("(coalesce(own.excess, 0) + 2 * together.excess) / (coalesce(own.weight, 0) + 2)", "0") }})
        * power({{ unit }}, 2) as error_variance,
        {{ ml_monitor.smaller("coalesce(power(own.weight, 2) / own.squared_weight, 0) + 2", "together.degrees") }} as degrees
    from {{ ref("monitor_group_values") }} as estimated
    left join corrections on {{ ml_monitor.same("estimated", "corrections", number) }}
    left join own on {{ ml_monitor.same("estimated", "own", number) }}
    inner join together on {{ ml_monitor.same("estimated", "together", of_all) }} and together.chunk_count >= 3
    where estimated.source = 'estimated'
{% endmacro %}


{# An estimate with its correction, null for none: a value that the metric can have. #}
{% macro corrected_estimate(value, correction, metric_name) -%}
    {{ ml_monitor.possible_group_value("(" ~ value ~ " + coalesce(" ~ correction ~ ", 0))", metric_name) }}
{%- endmacro %}
