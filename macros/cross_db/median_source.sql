{#
  What exact_median() is taken of, in the select that it reads: the value itself. `keys` are what the median will be grouped by.
  Differs: BigQuery has an exact percentile as a window function only, so there the median of the group stands in each of its rows.
#}
{% macro median_source(value, keys) %} {{ return(adapter.dispatch("median_source", "ml_monitor")(value, keys)) }}{% endmacro %}
{% macro default__median_source(value, keys) %} {{ return(value) }}{% endmacro %}
{% macro bigquery__median_source(value, keys) %} percentile_cont({{ value }}, 0.5) over (partition by {{ keys | join(", ") }}){% endmacro %}
