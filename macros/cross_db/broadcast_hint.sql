{#
  The hint after `select` that broadcasts small relations, the given aliases, to join them with a large one.
  Differs: Spark expects as many rows from a window as it read, and would shuffle all rows to join them with a few.
#}
{% macro broadcast_hint(aliases) %} {{ return(adapter.dispatch("broadcast_hint", "ml_monitor")(aliases)) }}{% endmacro %}
{% macro default__broadcast_hint(aliases) %} {{ return("") }}{% endmacro %}
{% macro spark__broadcast_hint(aliases) %} {{ return("/*+ broadcast(" ~ aliases | join(", ") ~ ") */") }}{% endmacro %}
