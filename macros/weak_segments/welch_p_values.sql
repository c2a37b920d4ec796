{#
  The one-sided p-value of Welch's test that the mean of one group of rows is larger than that of another, with unequal variances:
    t = (mean - other mean) / sqrt(v / n + v' / n'),  degrees d = (v / n + v' / n')^2 / ((v / n)^2 / (n - 1) + (v' / n')^2 / (n' - 1))
  Student's t becomes a normal deviate, whose tail is known at any size: z = (8 d + 1) / (8 d + 3) * sqrt(d ln(1 + t^2 / d)), and p = erfc(z / sqrt 2) / 2. So p is a little too large: with
  100 rows on both sides by less than 0.3 % of itself down to 1e-9, with 30 rows by 3 %.
  Sources: B. L. Welch, Biometrika 34 (1947) 28-35; D. L. Wallace, Ann. Math. Stat. 30 (1959) 1121-1130.

  Gives the key columns and p_value: 1 where the mean is not larger, and where one side has fewer than 30 rows. Arguments: a relation, the list of its key columns; it has
  row_count, excess_sum, square_sum and the same of the other group as other_count, other_sum, other_square_sum.
#}
{% macro welch_p_values(relation, keys) %}
    {%- set of_keys = keys | join(", ") %}
    select {{ of_keys }}, coalesce({{ ml_monitor.erfc("deviate") }} / 2, 1) as p_value
    from
        (
            select
                {{ of_keys }},
                case
                    when is_larger and degrees is null
                    then 100
                    when is_larger
                    then (8 * degrees + 1) / (8 * degrees + 3) * sqrt(degrees * ln(1 + square_of_t / degrees) / 2)
                end as deviate
            from
                (
                    select
                        {{ of_keys }},
                        -- What rounding leaves of equal means is no difference.
                        row_count >= 30 and other_count >= 30 and difference > {{ ml_monitor.real(1e-12) }} as is_larger,
                        difference * difference / nullif(variance + other_variance, 0) as square_of_t,
                        power(variance + other_variance, 2) / nullif(
                            power(variance, 2) / nullif(row_count - 1, 0) + power(other_variance, 2) / nullif(other_count - 1, 0), 0
                        ) as degrees
                    from
                        (
                            select
                                {{ of_keys }},
                                row_count,
                                other_count,
                                excess_sum / nullif(row_count, 0) - other_sum / nullif(other_count, 0) as difference,
                                {{ ml_monitor.variance_of_mean("row_count", "excess_sum", "square_sum") }} as variance,
                                {{ ml_monitor.variance_of_mean("other_count", "other_sum", "other_square_sum") }} as other_variance
                            from {{ relation }}
                        ) as means
                ) as compared
        ) as deviates
{% endmacro %}


{# The squared standard error of a mean, from the number of rows, the sum and the sum of squares of values around 0. #}
{% macro variance_of_mean(row_count, value_sum, square_sum) -%}
    {%- set squares = square_sum ~ " - " ~ value_sum ~ " * " ~ value_sum ~ " / nullif(" ~ row_count ~ ", 0)" -%}
    ({{ ml_monitor.larger("(" ~ squares ~ ")", "0") }}) / nullif({{ ml_monitor.ratio(row_count, "1") }} * ({{ row_count }} - 1), 0)
{%- endmacro %}
