{# The median of an expression over a group, nulls left out, the mean of the two middle values where there are two. #}
{% macro median(expression) %} {{ return(adapter.dispatch("median", "ml_monitor")(expression)) }}{% endmacro %}
{% macro default__median(expression) %} percentile_cont(0.5) within group (order by {{ expression }}){% endmacro %}
{# Spark's percentile interpolates too. #}
{% macro spark__median(expression) %} percentile({{ expression }}, 0.5){% endmacro %}
