{#
  The p-value that groups are alike enough: that the quotient or difference lies within its limits, which are constant thresholds such as four fifths. Most chunks have too few rows to tell a quotient of
  0.7 from 0.8. So it is computed from the chunk alone, and from the latest 4 and 12 chunks of the period in which both groups were compared. The smallest of the three p-values counts three times
  (Bonferroni).
    value     sum of n x / sum of n over these chunks
    variance  (sum of n^2 (v - s) + (sum of n sqrt(s))^2) / (sum of n)^2: the part s of an estimate's variance is of an error that all chunks share
    rates     z = (ln L - ln r) / sqrt(var1 / p1^2 + var2 / p2^2) for the lower limit L (Katz's delta method); a rate of 0 counts as half a row
    means     z = (L m2 - m1) / sqrt(var1 + L^2 var2) for a quotient (E. Fieller, J. R. Stat. Soc. B 16 (1954) 175-185), (L - d) / sqrt(var1 + var2) for a difference
  and the same on the upper side; p = 1 - Phi(the larger z). Where a metric has no constant limits, p is two-sided, of no difference.
  Source: J. Hodges, E. Lehmann, J. R. Stat. Soc. B 16 (1954) 261-268 (hypotheses of no material difference).

  A select of slice_grain(), source, metric_name and p_value. `paired`: the name of a relation of metric_value, metric_variance, shared_variance, row_count and the same of the reference group with
  the prefix reference_, of source, metric_name, compared_name, is_judged, is_rate and is_ratio. What is not judged is not tested.
#}
{% macro limit_tests(paired) %}
    {%- set keys = ml_monitor.slice_grain() + ["source", "metric_name"] %}
    {%- set lengths = [1, 4, 12] %}
    with
        pooled as ({{ ml_monitor.latest_pairs(paired, lengths) }}),

        limited as (
            select
                pooled.*,
                settings.threshold_lower_parameter as lower_limit,
                settings.threshold_upper_parameter as upper_limit,
                {%- for side in ["own", "other"] %}
                    case when is_rate then ln({{ ml_monitor.rate_under_log(side ~ "_value", side ~ "_count") }}) end as {{ side }}_log,
                    {{ ml_monitor.log_variance(side ~ "_value", side ~ "_variance") }} as {{ side }}_log_variance,
                {%- endfor %}
                case when other_value < 0 then -1 else 1 end as other_sign
            from pooled
            left join
                {{ ref("monitor_metric_settings") }} as settings
                on pooled.monitor_name = settings.monitor_name
                and pooled.compared_name = settings.metric_name
                and settings.metric_family = case pooled.source when 'estimated' then 'estimated_fairness' else 'fairness' end
                and settings.threshold_type = 'constant'
        ),

        -- How far beyond a limit, and the error of that; without limits the distance from no difference, on both sides.
        beyond as (
            {%- for limit, sign in [("lower_limit", "-"), ("upper_limit", "")] %}
                select
                    {{ ml_monitor.columns_of(none, keys) }},
                    lower_limit is null and upper_limit is null as is_of_no_difference,
                    case
                        when is_rate
                        then {{ sign }} (own_log - other_log - coalesce(ln({{ ml_monitor.larger(limit, ml_monitor.real("1e-300")) }}), 0))
                        when is_ratio
                        then {{ sign }} (own_value - coalesce({{ limit }}, 1) * other_value) * other_sign
                        else {{ sign }} (own_value - other_value - coalesce({{ limit }}, 0))
                    end as distance,
                    case
                        when is_rate
                        then sqrt(own_log_variance + other_log_variance)
                        when is_ratio
                        then sqrt(own_variance + power(coalesce({{ limit }}, 1), 2) * other_variance)
                        else sqrt(own_variance + other_variance)
                    end as error
                from limited
                where {{ limit }} is not null or (lower_limit is null and upper_limit is null) {{ "union all" if not loop.last }}
            {%- endfor %}
        ),

        placed as (
            select
                {{ ml_monitor.columns_of(none, keys) }},
                is_of_no_difference,
                max(
                    -- Two values without an error are the same or are not.
                    case
                        when error > 0
                        then distance / error / sqrt({{ ml_monitor.real(2) }})
                        when distance > 0
                        then 100
                        when distance < 0
                        then -100
                        else 0
                    end
                ) as distance_in_errors
            from beyond
            group by {{ ml_monitor.columns_of(none, keys) }}, is_of_no_difference
        ),

        single as (
            select
                {{ ml_monitor.columns_of(none, keys) }},
                case
                    when is_of_no_difference
                    then {{ ml_monitor.erfc("abs(distance_in_errors)") }}
                    when distance_in_errors >= 0
                    then {{ ml_monitor.erfc("abs(distance_in_errors)") }} / 2
                    else 1 - {{ ml_monitor.erfc("abs(distance_in_errors)") }} / 2
                end as p_value
            from placed
        )

    select {{ ml_monitor.columns_of(none, keys) }}, {{ ml_monitor.smaller(lengths | length ~ " * p_value", "1") }} as p_value
    from single
{% endmacro %}


{#
  The values and variances of a group (own) and its reference group (other) over the latest chunks of a period in which both were compared, for each number of chunks in `lengths`. `paired` as in
  limit_tests().
#}
{% macro latest_pairs(paired, lengths) %}
    {%- set keys = ml_monitor.slice_grain() + ["source", "metric_name"] %}
    {%- for length in lengths %}
        {%- set latest -%}
                    over (
                        partition by monitor_name, period, segment_index, source, metric_name
                        order by chunk_index
                        rows between {{ length - 1 }} preceding and current row
                    )
        {%- endset %}
        select
            {{ ml_monitor.columns_of(none, keys) }},
            compared_name,
            is_rate,
            is_ratio,
            {% for side, count, value, variance, shared in [
    ("own", "row_count", "metric_value", "metric_variance", "shared_variance"),
    ("other", "reference_row_count", "reference_value", "reference_variance", "reference_shared_variance"),
] -%}
                sum({{ count }}) {{ latest }} as {{ side }}_count,
                sum({{ count }} * {{ value }}) {{ latest }} / sum({{ count }}) {{ latest }} as {{ side }}_value,
                (
                    sum(power({{ count }}, 2) * ({{ variance }} - {{ shared }})) {{ latest }}
                    + power(sum({{ count }} * sqrt({{ shared }})) {{ latest }}, 2)
                )
                / power(sum({{ count }}) {{ latest }}, 2) as {{ side }}_variance {{- "," if not loop.last }}
            {% endfor %}
        from {{ paired }}
        where reference_value is not null and not is_reference_group and is_judged {{ "union all" if not loop.last }}
    {%- endfor %}

{% endmacro %}
