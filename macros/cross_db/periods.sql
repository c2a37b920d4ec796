{# The calendar periods a monitor can be chunked by. #}
{% macro chunk_periods() %} {{ return(["hour", "day", "week", "month", "quarter", "year"]) }}{% endmacro %}


{# The start of the calendar period of a timestamp; weeks begin on Monday. `period` is one of chunk_periods(). #}
{% macro period_start(period, timestamp) %} {{ return(adapter.dispatch("period_start", "ml_monitor")(period, timestamp)) }}{% endmacro %}
{% macro default__period_start(period, timestamp) %}
    cast({{ dbt.date_trunc(period, timestamp) }} as {{ dbt.type_timestamp() }})
{% endmacro %}
{# BigQuery's weeks begin on Sunday unless told otherwise. #}
{% macro bigquery__period_start(period, timestamp) %}
    timestamp_trunc(cast({{ timestamp }} as timestamp), {{ "week(monday)" if period == "week" else period }})
{% endmacro %}


{# The last microsecond of the calendar period that begins at `start`. #}
{% macro period_end(period, start) %}
    {{ dbt.dateadd("microsecond", -1, dbt.dateadd("month" if period == "quarter" else period, 3 if period == "quarter" else 1, start)) }}
{% endmacro %}


{# The chunk key of a calendar period, written as NannyML writes it: 2024-01-05 13:00, 2024-01-05, 2024-01-01/2024-01-07, 2024-01, 2024Q1, 2024. #}
{% macro period_key(period, start) %}
    {% set year = ml_monitor.zero_padded("extract(year from " ~ start ~ ")", 4) %}
    {% set month = ml_monitor.zero_padded("extract(month from " ~ start ~ ")", 2) %}
    {% set parts = {
        "year": [year],
        "quarter": [year, "'Q'", dbt.cast("extract(quarter from " ~ start ~ ")", dbt.type_string())],
        "month": [year, "'-'", month],
    } %}
    {% if period in parts %} {% do return(dbt.concat(parts[period])) %} {% endif %}
    {% set day = [year, "'-'", month, "'-'", ml_monitor.zero_padded("extract(day from " ~ start ~ ")", 2)] %}
    {% if period == "day" %} {% do return(dbt.concat(day)) %} {% endif %}
    {% if period == "hour" %}
        {% do return(dbt.concat(day + ["' '", ml_monitor.zero_padded("extract(hour from " ~ start ~ ")", 2), "':00'"])) %}
    {% endif %}
    {% set sunday = dbt.dateadd("day", 6, start) %}
    {% do return(dbt.concat([ml_monitor.period_key("day", start), "'/'", ml_monitor.period_key("day", sunday)])) %}
{% endmacro %}


{% macro zero_padded(number, width) %}
    {% do return("lpad(" ~ dbt.cast(number, dbt.type_string()) ~ ", " ~ width ~ ", '0')") %}
{% endmacro %}


{# The microseconds of a timestamp since 1970, a whole number. #}
{% macro microseconds(timestamp) %} {{ return(adapter.dispatch("microseconds", "ml_monitor")(timestamp)) }}{% endmacro %}
{% macro default__microseconds(timestamp) %} cast(extract(epoch from {{ timestamp }}) * 1000000 as bigint){% endmacro %}
{% macro duckdb__microseconds(timestamp) %} epoch_us({{ timestamp }}){% endmacro %}
{% macro spark__microseconds(timestamp) %} unix_micros({{ timestamp }}){% endmacro %}
{% macro snowflake__microseconds(timestamp) %} date_part(epoch_microsecond, {{ timestamp }}){% endmacro %}
{% macro bigquery__microseconds(timestamp) %} unix_micros({{ timestamp }}){% endmacro %}
