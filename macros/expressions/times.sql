{# The time of the run in UTC, without a zone: what `computed_at` says. #}
{% macro current_utc_time() -%} {{ ml_monitor.utc_time(dbt.current_timestamp()) }} {%- endmacro %}


{#
  What the clocks of a time zone show at a UTC time; both are times without a zone. `time_zone` is the name of a zone; in UTC nothing is asked of an engine's
  zones. The timestamps of a monitor's chunks are such times, so `wall_clock(current_utc_time(), monitor.time_zone)` can be compared with them.
#}
{% macro wall_clock(utc_time, time_zone) -%}
    {%- if time_zone == "UTC" -%} {{ utc_time }} {%- else -%} {{ ml_monitor.zone_time(utc_time, ml_monitor.text(time_zone)) }} {%- endif -%}
{%- endmacro %}


{#
  What "now" is to verdicts, in UTC and without a zone: the start of the run, so that all models of a run agree, or the variable `ml_monitor_now` (tests,
  backfills).
#}
{% macro now() %}
    {% set now = var("ml_monitor_now", none) %} {% do return(ml_monitor.time_literal(now) if now else ml_monitor.run_start()) %}
{% endmacro %}


{# When the run began, in UTC and without a zone: a literal, which stays the same in a view. #}
{% macro run_start() %} {% do return(ml_monitor.time_literal(run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f"))) %} {% endmacro %}
