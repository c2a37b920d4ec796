{#
  How many reference chunks with a value a threshold needs, as an expression over the columns of monitor_thresholds.
    standard_deviation  5: for normal values, mean + 3 s is passed by one more chunk of the same kind with probability P(t > 3 sqrt((K - 1) / (K + 1))), t with
                        K - 1 degrees of freedom, which is below 1 in 20 from K = 5 on (0.035; 0.0013 is what one expects of 3 deviations)
    quantile            1 / (1 - upper) and 1 / lower: one more chunk of the same kind has the largest value of all with probability 1 / (K + 1), so fewer
                        chunks know nothing of what is rarer
    relative            3: with fewer, one odd chunk is half of the reference value or all of it
    false_discovery_rate in place of a threshold  2: Student's t knows how few they are, but one value has no spread
  A constant and the p-value of chi-squared need no reference chunk.
  Source of the first: as new_chunk_p_values.
#}
{% macro needed_reference_chunks() %}
    {%- set double = ml_monitor.type_double() -%}
    case
        when threshold_type = 'p_value'
        then 0
        when false_discovery_rate is not null
        then 2
        when threshold_type = 'standard_deviation'
        then 5
        when threshold_type = 'relative'
        then 3
        when threshold_type = 'quantile'
        then
            -- 1 - 0.9 is a little less than 0.1, and 1 / 0.1 must stay 10.
            {{
                ml_monitor.larger(
                    "coalesce(ceil(cast(1 as " ~ double ~ ") / (1 - threshold_upper_parameter) - 0.000001), 0)",
                    "coalesce(ceil(cast(1 as " ~ double ~ ") / threshold_lower_parameter - 0.000001), 0)",
                )
            }}
        else 0
    end
{% endmacro %}


{# The sentence that says so where there are fewer, `:none` otherwise. The columns of monitor_thresholds and needed_chunks must be there. #}
{% macro reference_chunk_warning() %}
    case
        when reference_chunk_count < needed_chunks
        then
            {{
                dbt.concat(
                    [
                        "case when false_discovery_rate is not null then 'A p-value needs' when threshold_type = 'quantile' then 'These quantiles need' "
                        ~ "when threshold_type = 'relative' then 'A relative threshold needs' else 'A threshold of standard deviations needs' end",
                        "' at least '",
                        "cast(cast(needed_chunks as " ~ dbt.type_bigint() ~ ") as " ~ dbt.type_string() ~ ")",
                        "' reference chunks with a value; there '",
                        "case when reference_chunk_count = 1 then 'is ' else 'are ' end",
                        "case when reference_chunk_count = 0 then 'none, so nothing is judged' else cast(reference_chunk_count as "
                        ~ dbt.type_string()
                        ~ ") end",
                        "'.'",
                    ]
                )
            }}
        else ':none'
    end
{% endmacro %}
