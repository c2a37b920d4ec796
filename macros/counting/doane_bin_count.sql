{#
  The number of equal bins by Doane's rule: the spread divided by spread / (1 + log2 n + log2(1 + |g1| / sigma_g1)), rounded up, with
  sigma_g1 = sqrt(6 (n - 2) / ((n + 1) (n + 3))) and g1 the skewness of the population.
  Source: D. P. Doane, "Aesthetic frequency classifications", The American Statistician 30 (1976) 181-183; numpy.histogram_bin_edges.
  Arguments: SQL expressions for the number of values, their minimum, maximum, population standard deviation and skewness.
#}
{% macro doane_bin_count(value_count, lowest, highest, standard_deviation, skewness) -%}
    case
        when {{ value_count }} <= 2 or {{ standard_deviation }} = 0 or {{ lowest }} = {{ highest }} or {{ skewness }} is null
        then 1
        else
            ceil(
                ({{ highest }} - {{ lowest }}) / (
                    ({{ highest }} - {{ lowest }}) / (
                        1
                        + ln({{ value_count }}) / ln(2)
                        + ln(
                            1
                            + abs({{ skewness }})
                            / sqrt(6.0 * ({{ value_count }} - 2) / (({{ value_count }} + 1.0) * ({{ value_count }} + 3.0)))
                        )
                        / ln(2)
                    )
                )
            )
    end
{%- endmacro %}
