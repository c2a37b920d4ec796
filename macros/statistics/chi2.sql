{#
  Pearson's chi-squared statistic of the table {reference, chunk} x categories: sum (|O - E| - c)^2 / E, with E from the margins and
  Yates' correction c = min(0.5, |O - E|) where there are two categories, else 0.
  Source: K. Pearson, Phil. Mag. 50 (1900) 157-175; F. Yates, Suppl. J. R. Stat. Soc. 1 (1934) 217-235; scipy.stats.chi2_contingency.

  An aggregate expression over one row per category of either side. Arguments, all SQL expressions: the counts of the category in the
  reference and in the chunk, and, the same in every row, both totals and the number of categories that occur.
#}
{% macro chi2(reference_count, chunk_count, reference_total, chunk_total, category_count) -%}
    sum(
        {{
            ml_monitor.chi2_cell(
                reference_count,
                reference_count ~ " + " ~ chunk_count,
                reference_total,
                reference_total ~ " + " ~ chunk_total,
                category_count,
            )
        }}
        + {{
            ml_monitor.chi2_cell(
                chunk_count, reference_count ~ " + " ~ chunk_count, chunk_total, reference_total ~ " + " ~ chunk_total, category_count
            )
        }}
    )
{%- endmacro %}


{# One cell of the table: its squared, corrected difference from what the margins lead one to expect, over that expectation. #}
{% macro chi2_cell(observed, category_total, row_total, table_total, category_count) -%}
    {%- set expected = (
        "(cast("
        ~ category_total
        ~ " as "
        ~ ml_monitor.type_double()
        ~ ") * ("
        ~ row_total
        ~ ") / nullif("
        ~ table_total
        ~ ", 0))"
    ) -%}
    {#- As a difference of whole numbers: where nothing differs it is 0 and not what a division leaves. -#}
    {%- set difference = (
        "(abs(cast("
        ~ observed
        ~ " as "
        ~ ml_monitor.type_double()
        ~ ") * ("
        ~ table_total
        ~ ") - cast("
        ~ category_total
        ~ " as "
        ~ ml_monitor.type_double()
        ~ ") * ("
        ~ row_total
        ~ ")) / nullif("
        ~ table_total
        ~ ", 0))"
    ) -%}
    coalesce(
        power(
            {{ difference }} - case when {{ category_count }} <> 2 then 0 when {{ difference }} < 0.5 then {{ difference }} else 0.5 end, 2
        )
        / nullif({{ expected }}, 0),
        0
    )
{%- endmacro %}


{#
  Its standard error, that of a noncentral chi-squared variable with k degrees of freedom: sqrt(2 k + 4 lambda), lambda = max(0, statistic - k).
  Source: P. B. Patnaik, Biometrika 36 (1949) 202-232. A scalar expression; arguments: the statistic and its degrees of freedom (SQL expressions).
#}
{% macro chi2_error(statistic, degrees_of_freedom) -%}
    sqrt(2 * {{ degrees_of_freedom }} + 4 * ({{ ml_monitor.larger("(" ~ statistic ~ " - " ~ degrees_of_freedom ~ ")", "0") }}))
{%- endmacro %}


{# What share_distances() asks of it: the column that it aggregates, null where a side has no value, and its sampling error from this. #}
{% macro chi2_aggregates() %}
    {% set statistic -%}
    case
        when max(chunk_total) > 0 and max(reference_total) > 0
        then {{ ml_monitor.chi2("reference_count", "chunk_count", "reference_total", "chunk_total", "category_count") }}
    end
    {%- endset %}
    {% do return({"chi2": statistic}) %}
{% endmacro %}


{% macro chi2_sampling_error() -%} {{ ml_monitor.chi2_error("chi2", "degrees_of_freedom") }} {%- endmacro %}
