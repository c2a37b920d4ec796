{#
  The materialization of results that are kept from run to run: what is current stays, what is not is deleted, what is missing is computed and added
  (macros/incremental). dbt's own `incremental` takes a package's strategy where its adapter lets it.
  Differs: not every adapter takes an incremental strategy of a package's.
#}
{% macro kept_results() %} {{ return(adapter.dispatch("kept_results", "ml_monitor")()) }}{% endmacro %}
{% macro default__kept_results() %} {{ return("incremental") }}{% endmacro %}
{# dbt-spark accepts no strategy but its own, none of which deletes: the package has a materialization for it. #}
{% macro spark__kept_results() %} {{ return("current_versions") }}{% endmacro %}
{# These accept none but their own either, and compute all anew: nobody has run anything else there. #}
{% macro databricks__kept_results() %} {{ return("table") }}{% endmacro %}
{% macro bigquery__kept_results() %} {{ return("table") }}{% endmacro %}
