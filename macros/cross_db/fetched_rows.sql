{#
  Where a kept table can take its new rows from: the relation, and the statements that have to come first.
  Differs: dbt-duckdb makes a lasting table in the default database of what a Python model returns, and one transaction of DuckDB writes to one database only.
#}
{% macro fetched_rows(arguments) %} {{ return(adapter.dispatch("fetched_rows", "ml_monitor")(arguments)) }}{% endmacro %}
{% macro default__fetched_rows(arguments) %} {{ return({"relation": arguments.temp_relation, "statements": ""}) }}{% endmacro %}
{% macro duckdb__fetched_rows(arguments) %}
    {% set returned = arguments.temp_relation %}
    {% if model.language != "python" or arguments.target_relation.database == target.database %}
        {{ return({"relation": returned, "statements": ""}) }}
    {% endif %}
    {# The kept table is in an attached database: the lasting table is dropped in a transaction of its own, before any row of the kept one changes. #}
    {% set fetched = returned.incorporate(path={"identifier": returned.identifier ~ "__fetched"}) %}
    {% set statements %}
    create temporary table {{ fetched }} as select * from {{ returned }};
    drop table {{ returned }};
    commit;
    begin transaction;
    {% endset %}
    {{ return({"relation": fetched, "statements": statements}) }}
{% endmacro %}
