{#
  Whether a type, by the warehouse's name for it, is a timestamp with a zone: an instant, and not the time that a clock on some wall shows.
  Differs: on Spark and BigQuery it is the plain word `timestamp` that means an instant.
#}
{% macro is_instant_type(dtype) %} {{ return(adapter.dispatch("is_instant_type", "ml_monitor")(dtype)) }}{% endmacro %}
{% macro default__is_instant_type(dtype) %}
    {% set name = dtype | lower %} {% do return("timestamp" in name and ("with time zone" in name or "timestamptz" in name)) %}
{% endmacro %}
{% macro spark__is_instant_type(dtype) %} {% do return(dtype | lower in ["timestamp", "timestamp_ltz"]) %} {% endmacro %}
{% macro snowflake__is_instant_type(dtype) %}
    {% do return((dtype | lower).startswith("timestamp_ltz") or (dtype | lower).startswith("timestamp_tz")) %}
{% endmacro %}
{% macro bigquery__is_instant_type(dtype) %} {% do return(dtype | lower == "timestamp") %} {% endmacro %}
