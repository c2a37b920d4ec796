{# The median of an expression over a group, nulls left out, the mean of the two middle values where there are two. #}
{% macro median(expression) %} {{ return(adapter.dispatch("median", "ml_monitor")(expression)) }}{% endmacro %}
{% macro default__median(expression) %} percentile_cont(0.5) within group (order by {{ expression }}){% endmacro %}
{# Spark's percentile interpolates too. #}
{% macro spark__median(expression) %} percentile({{ expression }}, 0.5){% endmacro %}


{# The texts of a group in alphabetical order as one text. #}
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
