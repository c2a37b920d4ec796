{#
  Which of the p-values that are judged together are rejected: of m p-values in ascending order, p(1) to p(k) for the largest k with p(k) <= rate k / m. Then on
  average no more than `rate` of the rejected are rejected falsely, if the tests are independent or positively dependent (that of a smaller p-value makes no
  other larger). Under any dependence the same holds at the rate divided by 1 + 1/2 + .. + 1/m (Benjamini-Yekutieli).
  Source: Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57 (1995) 289-300; Y. Benjamini, D. Yekutieli, Ann. Statist. 29 (2001) 1165-1188.

  Gives the key columns, p_value and is_rejected (1 or 0), a row for each p-value that is not null. Arguments: a relation with the columns p_value and
  false_discovery_rate, the list of its key columns, and those of them that all p-values that are judged together share.
#}
{% macro benjamini_hochberg(relation, keys, together) %}
    with
        ordered as (
            select
                {{ keys | join(", ") }},
                p_value,
                false_discovery_rate
                * row_number() over (partition by {{ together | join(", ") }} order by p_value)
                / count(*) over (partition by {{ together | join(", ") }}) as allowed
            from {{ relation }}
            where p_value is not null
        ),

        cutoffs as (
            select
                {{ keys | join(", ") }},
                p_value,
                max(case when p_value <= allowed then p_value end) over (partition by {{ together | join(", ") }}) as cutoff
            from ordered
        )

    select {{ keys | join(", ") }}, p_value, case when p_value <= cutoff then 1 else 0 end as is_rejected
    from cutoffs
{% endmacro %}
