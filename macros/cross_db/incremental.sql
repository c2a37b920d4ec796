{# Whether a table that is built anew can read what it was before: not where its files are overwritten in place. #}
{% macro can_read_last_state() %} {{ return(adapter.dispatch("can_read_last_state", "ml_monitor")()) }}{% endmacro %}
{% macro default__can_read_last_state() %}
    {% do return(execute and flags.WHICH in ["run", "build"] and not should_full_refresh() and load_relation(this) is not none) %}
{% endmacro %}
{% macro spark__can_read_last_state() %} {% do return(false) %} {% endmacro %}


{#
  How results are kept from run to run. incremental: what is current stays, what is not is deleted, what is missing is computed and appended
  (get_incremental_current_versions_sql). These engines accept no strategy but their own, and compute all anew.
#}
{% macro kept_results() %} {{ return(adapter.dispatch("kept_results", "ml_monitor")()) }}{% endmacro %}
{% macro default__kept_results() %} {{ return("incremental") }}{% endmacro %}
{% macro spark__kept_results() %} {{ return("table") }}{% endmacro %}
{% macro bigquery__kept_results() %} {{ return("table") }}{% endmacro %}
