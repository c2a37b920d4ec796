{#
  The two-sided p-value of Student's t with v degrees of freedom, which for whole v is a finite sum. With s = |t| / sqrt(v + t^2), which for the t of a
  Pearson correlation is |r|, and u = 1 - s^2 = v / (v + t^2):
    even v: 1 - s sum over k < v/2 of c(k) u^k,                                          c(k) = prod (2i - 1) / (2i)
    odd v:  1 - 2/pi (asin s + s sqrt(u) sum over k < (v - 1)/2 of d(k) u^k),            d(k) = prod 2i / (2i + 1)
  Source: M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4.

  Gives the key columns and p_value: 1 below one degree of freedom, null above 20,000. Exact to about 1e-16 absolutely, not relatively.
  Arguments: a relation, the list of its key columns; it has the columns strength (s), unexplained (u) and degrees (v), none of them null.
#}
{% macro student_t_p_values(relation, keys) %}
    {%- set double = ml_monitor.type_double() %}
    with
        log_products as {{ ml_monitor.materialized() }} (
            select
                number,
                sum(case when number = 0 then 0 else ln((2 * number - cast(1 as {{ double }})) / (2 * number)) end) over (
                    order by number rows between unbounded preceding and current row
                ) as even,
                sum(case when number = 0 then 0 else ln(cast(2 * number as {{ double }}) / (2 * number + 1)) end) over (
                    order by number rows between unbounded preceding and current row
                ) as odd
            from ({{ ml_monitor.numbers(4) }}) as all_numbers
        ),

        tested as (select {{ keys | join(", ") }}, degrees, mod(degrees, 2) as is_odd, strength, unexplained from {{ relation }}),

        -- Below exp(-708) a term is 0: Postgres raises an error for a number that small.
        exponents as (
            select
                {% for key in keys %} tested.{{ key }}, {% endfor %}
                case when tested.is_odd = 1 then log_products.odd else log_products.even end
                + log_products.number * ln(tested.unexplained) as exponent
            from tested
            inner join log_products on log_products.number < (tested.degrees - tested.is_odd) / cast(2 as {{ double }})
            where tested.unexplained > 0
        ),

        sums as {{ ml_monitor.materialized() }} (
            select {{ keys | join(', ') }}, sum(case when exponent > -708 then exp(exponent) else 0 end) as terms
            from exponents
            group by {{ keys | join(', ') }}
        ),

        probabilities as (
            select
                {% for key in keys %} tested.{{ key }}, {% endfor %}
                case
                    when tested.degrees < 1
                    then 1
                    when tested.degrees > 20000
                    then null
                    when tested.unexplained <= 0
                    then 0
                    when tested.is_odd = 1
                    then 1 - 2 / acos(-1) * (asin(tested.strength) + tested.strength * sqrt(tested.unexplained) * coalesce(sums.terms, 0))
                    else 1 - tested.strength * sums.terms
                end as probability
            from tested
            left join sums on {% for key in keys %} tested.{{ key }} = sums.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
        )

    select {{ keys | join(", ") }}, case when probability < 0 then 0 else probability end as p_value
    from probabilities
{% endmacro %}
