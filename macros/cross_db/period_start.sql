{#
  The start of the calendar period of a timestamp; weeks begin on Monday. `period` is one of chunk_periods().
  Differs: BigQuery's weeks begin on Sunday unless told otherwise.
#}
{% macro period_start(period, timestamp) %} {{ return(adapter.dispatch("period_start", "ml_monitor")(period, timestamp)) }}{% endmacro %}
{% macro default__period_start(period, timestamp) %}
    cast({{ dbt.date_trunc(period, timestamp) }} as {{ dbt.type_timestamp() }})
{% endmacro %}
{# BigQuery's weeks begin on Sunday unless told otherwise. #}
{% macro bigquery__period_start(period, timestamp) %}
    timestamp_trunc(cast({{ timestamp }} as timestamp), {{ "isoweek" if period == "week" else period }})
{% endmacro %}
