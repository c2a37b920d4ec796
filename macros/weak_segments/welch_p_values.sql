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
    with
        means as (
            select
                {{ of_keys }},
                row_count,
                other_count,
                excess_sum / row_count - other_sum / other_count as difference,
                {{ ml_monitor.variance_of_mean("row_count", "excess_sum", "square_sum") }} as variance,
                {{ ml_monitor.variance_of_mean("other_count", "other_sum", "other_square_sum") }} as other_variance
            from {{ relation }}
            where row_count >= 30 and other_count >= 30
        ),

        -- What rounding leaves of equal means is no difference.
        larger as (
            select
                {{ of_keys }},
                difference * difference / nullif(variance + other_variance, 0) as square_of_t,
                power(variance + other_variance, 2)
                / nullif(power(variance, 2) / (row_count - 1) + power(other_variance, 2) / (other_count - 1), 0) as degrees
            from means
            where difference > {{ ml_monitor.real(1e-12) }}
        ),

        deviates as (
            select
                {{ of_keys }},
                case
                    when degrees is null
                    then 100
                    else (8 * degrees + 1) / (8 * degrees + 3) * sqrt(degrees * ln(1 + square_of_t / degrees) / 2)
                end as deviate
            from larger
        ),

        tails as (select {{ of_keys }}, {{ ml_monitor.erfc("deviate") }} / 2 as p_value from deviates)

    select {{ ml_monitor.columns_of("compared", keys) }}, coalesce(tails.p_value, 1) as p_value
    from {{ relation }} as compared
    left join tails on {{ ml_monitor.same("compared", "tails", keys) }}
{% endmacro %}


{# The squared standard error of a mean, from the number of rows, the sum and the sum of squares of values around 0. #}
{% macro variance_of_mean(row_count, value_sum, square_sum) -%}
    {%- set squares = square_sum ~ " - " ~ value_sum ~ " * " ~ value_sum ~ " / " ~ row_count -%}
    ({{ ml_monitor.larger("(" ~ squares ~ ")", "0") }}) / nullif({{ ml_monitor.ratio(row_count, "1") }} * ({{ row_count }} - 1), 0)
{%- endmacro %}
