{#
  Written behind the `as` of a common table expression that is read once and is dear: it is computed once.
  Differs: Postgres takes the rows it expects of a join of several expressions for very few, puts one that is read once into a loop over another, and computes
  it again for every row of that. Other engines join what they have computed by its hash.
#}
{% macro materialized() %} {{ return(adapter.dispatch("materialized", "ml_monitor")()) }}{% endmacro %}
{% macro default__materialized() %} {% endmacro %}
{% macro postgres__materialized() %} materialized{% endmacro %}
