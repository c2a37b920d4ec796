{# The calendar periods a monitor can be chunked by. #}
{% macro chunk_periods() %} {{ return(["hour", "day", "week", "month", "quarter", "year"]) }}{% endmacro %}


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
    {% set sunday = ml_monitor.period_end("week", start) %}
    {% do return(dbt.concat([ml_monitor.period_key("day", start), "'/'", ml_monitor.period_key("day", sunday)])) %}
{% endmacro %}


{% macro zero_padded(number, width) %}
    {% do return("lpad(" ~ dbt.cast(number, dbt.type_string()) ~ ", " ~ width ~ ", '0')") %}
{% endmacro %}
