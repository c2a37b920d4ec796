{#
  The two-sided p-value of a Pearson correlation r of n pairs: Student's t with n - 2 degrees of freedom, t = r sqrt((n - 2) / (1 - r^2)).
  Source: as student_t_p_values, which sums it.

  Gives the key columns and p_value, a row for each correlation that is not null: 1 for two pairs, null above 20,002 pairs.
  Arguments: a relation, the list of its key columns; it has the columns pearsonr_correlation and pair_count.
#}
{% macro pearson_p_values(relation, keys) %}
    with
        correlated as (
            select
                {{ keys | join(", ") }},
                pair_count - 2 as degrees,
                abs(pearsonr_correlation) as strength,
                1 - pearsonr_correlation * pearsonr_correlation as unexplained
            from {{ relation }}
            where pearsonr_correlation is not null
        ),

        student_t as ({{ ml_monitor.student_t_p_values("correlated", keys) }})

    select *
    from student_t
{% endmacro %}
