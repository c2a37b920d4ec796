{#
  A text without the given character at its end, however often it is there.
  Differs: Spark's rtrim takes blanks only.
#}
{% macro without_trailing(text, character) %}
    {{ return(adapter.dispatch("without_trailing", "ml_monitor")(text, character)) }}
{% endmacro %}
{% macro default__without_trailing(text, character) %} {{ return("rtrim(" ~ text ~ ", '" ~ character ~ "')") }}{% endmacro %}
{% macro spark__without_trailing(text, character) %} {{ return("trim(trailing '" ~ character ~ "' from " ~ text ~ ")") }}{% endmacro %}
