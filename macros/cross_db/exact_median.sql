{#
  The median as an aggregate, nulls left out; the mean of the two in the middle of an even number. Takes a column made by median_source().
  Differs: BigQuery has an exact percentile as a window function only.
#}
{% macro exact_median(source) %} {{ return(adapter.dispatch("exact_median", "ml_monitor")(source)) }}{% endmacro %}
{% macro default__exact_median(source) %} percentile_cont(0.5) within group (order by {{ source }}){% endmacro %}
{# median_source() has found it already, and it is the same in every row. #}
{% macro bigquery__exact_median(source) %} max({{ source }}){% endmacro %}
