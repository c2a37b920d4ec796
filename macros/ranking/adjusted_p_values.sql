{#
  P-values adjusted for how many of them are looked at together, by Benjamini and Hochberg: of m p-values in ascending order, the i-th becomes the smallest
  p(j) m / j of all j from i on, at most 1. Those up to a rate are the ones that benjamini_hochberg() rejects at it.
  Source: Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57 (1995) 289-300.

  Gives the columns of the relation and adjusted_p_value, a row for each p-value that is not null. Arguments: a relation with the column p_value, the columns that all
  p-values that are looked at together share, and a column that breaks ties.
#}
{% macro adjusted_p_values(relation, together, tie_breaker) %}
    {%- set group = "partition by " ~ together | join(", ") %}
    select
        placed.*,
        min({{ ml_monitor.smaller("p_value * p_value_count / place", "1") }}) over (
            {{ group }} order by place desc rows between unbounded preceding and current row
        ) as adjusted_p_value
    from
        (
            select
                p_values.*,
                row_number() over ({{ group }} order by p_value, {{ tie_breaker }}) as place,
                count(*) over ({{ group }}) as p_value_count
            from {{ relation }} as p_values
            where p_value is not null
        ) as placed
{% endmacro %}
