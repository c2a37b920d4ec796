{#
  A column as it is compared with a text, as a text of SQL. An expression; `quoted_name`: the column's name in quotes, an expression too.
  Differs: BigQuery compares neither numbers nor truth values with a text.
#}
{% macro column_beside_text(quoted_name) %} {{ return(adapter.dispatch("column_beside_text", "ml_monitor")(quoted_name)) }}{% endmacro %}
{% macro default__column_beside_text(quoted_name) %} {{ return(quoted_name) }}{% endmacro %}
{% macro bigquery__column_beside_text(quoted_name) %} {{ return("'cast(' || " ~ quoted_name ~ " || ' as string)'") }}{% endmacro %}
