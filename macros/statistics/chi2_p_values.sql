{#
  The probability that a chi-squared variable exceeds each statistic, for any whole number of degrees of freedom, in plain SQL.
    Q(d/2, h), h = statistic / 2:  [d odd: erfc(sqrt h)] + sum over a of h^a exp(-h) / Gamma(a + 1),
    a = 0, 1, .. d/2 - 1 for even d and 1/2, 3/2, .. d/2 - 1 for odd d.
  All terms are positive, so the tail keeps its digits. Above 200,000 degrees of freedom: the Wilson-Hilferty cube-root approximation.
  Source: M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 26.4.4, 26.4.5 and 26.4.17.

  Gives the key columns and p_value. Arguments: a relation, the list of its key columns, its columns with the statistic and the degrees of freedom.
#}
{% macro chi2_p_values(relation, keys, statistic="statistic", degrees_of_freedom="degrees_of_freedom") %}
    {%- set double = ml_monitor.type_double() %}
    with
        log_gammas as {{ ml_monitor.materialized() }} (
            -- ln Gamma(k + 1) and ln Gamma(k + 3/2), by their recurrence
            select
                number,
                sum(case when number = 0 then 0 else ln(cast(number as {{ double }})) end) over (
                    order by number rows between unbounded preceding and current row
                ) as whole,
                sum(ln(number + cast(0.5 as {{ double }}))) over (order by number rows between unbounded preceding and current row)
                + ln(acos(-1)) / 2 as half
            from ({{ ml_monitor.numbers(5) }}) as all_numbers
            where number <= (select max({{ degrees_of_freedom }}) / 2 from {{ relation }})
        ),

        halved as (
            select
                {{ keys | join(", ") }},
                {{ degrees_of_freedom }} as degrees,
                {{ statistic }} as statistic,
                cast({{ statistic }} as {{ double }}) / 2 as half_statistic,
                mod(cast({{ degrees_of_freedom }} as {{ dbt.type_bigint() }}), 2) as is_odd
            from {{ relation }}
            where {{ statistic }} is not null and {{ degrees_of_freedom }} is not null
        ),

        -- Below exp(-708) a term is 0: Postgres raises an error for a number that small.
        exponents as (
            select
                {% for key in keys %} halved.{{ key }}, {% endfor %}
                (log_gammas.number + halved.is_odd * cast(0.5 as {{ double }})) * ln(halved.half_statistic)
                - halved.half_statistic
                - case when halved.is_odd = 1 then log_gammas.half else log_gammas.whole end as exponent
            from halved
            inner join log_gammas on log_gammas.number < (halved.degrees - halved.is_odd) / cast(2 as {{ double }})
            where halved.half_statistic > 0 and halved.degrees <= 200000
        ),

        sums as {{ ml_monitor.materialized() }} (
            select {{ keys | join(', ') }}, sum(case when exponent > -708 then exp(exponent) else 0 end) as terms
            from exponents
            group by {{ keys | join(', ') }}
        ),

        probabilities as (
            select
                {% for key in keys %} halved.{{ key }}, {% endfor %}
                {%- set cube_root = "power(halved.statistic / halved.degrees, cast(1 as " ~ double ~ ") / 3)" -%}
                {%- set normal = (
            "(("
            ~ cube_root
            ~ " - (1 - cast(2 as "
            ~ double
            ~ ") / (9 * halved.degrees))) / sqrt(cast(2 as "
            ~ double
            ~ ") / (9 * halved.degrees)) / sqrt(2))"
        ) %}
                case
                    when halved.degrees <= 0 or halved.half_statistic <= 0
                    then 1
                    when halved.degrees > 200000 and {{ normal }} < 0
                    then 1 - {{ ml_monitor.erfc("-" ~ normal) }} / 2
                    when halved.degrees > 200000
                    then {{ ml_monitor.erfc(normal) }} / 2
                    when halved.is_odd = 1
                    then {{ ml_monitor.erfc("sqrt(halved.half_statistic)") }} + coalesce(sums.terms, 0)
                    else sums.terms
                end as probability
            from halved
            left join sums on {% for key in keys %} halved.{{ key }} = sums.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
        )

    -- The rounding of thousands of terms may end above 1.
    select {{ keys | join(', ') }}, {{ ml_monitor.smaller('probability', '1') }} as p_value
    from probabilities
{% endmacro %}
