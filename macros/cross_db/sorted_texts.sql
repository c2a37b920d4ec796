{#
  The texts of a group in alphabetical order as one text.
  Differs: Spark's listagg of dbt knows no order.
#}
{% macro sorted_texts(expression, separator) %}
    {{ return(adapter.dispatch("sorted_texts", "ml_monitor")(expression, separator)) }}
{% endmacro %}
{% macro default__sorted_texts(expression, separator) %}
    {{ return(dbt.listagg(expression, separator, "order by " ~ expression)) }}
{% endmacro %}
{# Spark's listagg of dbt knows no order. #}
{% macro spark__sorted_texts(expression, separator) %}
    {{ return("array_join(sort_array(collect_list(" ~ expression ~ ")), " ~ separator ~ ")") }}
{% endmacro %}
