{#
  What stands after `select` where a large relation is joined with small ones, the given aliases.
  Differs: Spark takes what a window gave for as large as what it read, and would shuffle all rows to join them with a handful.
#}
{% macro broadcast_hint(aliases) %} {{ return(adapter.dispatch("broadcast_hint", "ml_monitor")(aliases)) }}{% endmacro %}
{% macro default__broadcast_hint(aliases) %} {{ return("") }}{% endmacro %}
{% macro spark__broadcast_hint(aliases) %} {{ return("/*+ broadcast(" ~ aliases | join(", ") ~ ") */") }}{% endmacro %}
