{#
  The statements that run one, so that two programs which run it at once do it one after the other, and the second sees what the first has written.
  Differs: Postgres has a lock of a table that lasts until the commit, which dbt leaves to whoever runs a macro by itself; other engines have none.
#}
{% macro one_after_the_other(relation, statement) %}
    {{ return(adapter.dispatch("one_after_the_other", "ml_monitor")(relation, statement)) }}
{% endmacro %}
{% macro default__one_after_the_other(relation, statement) %} {{ return([statement]) }}{% endmacro %}
{% macro postgres__one_after_the_other(relation, statement) %}
    {{ return(["begin", "lock table " ~ relation ~ " in share row exclusive mode", statement, "commit"]) }}
{% endmacro %}
