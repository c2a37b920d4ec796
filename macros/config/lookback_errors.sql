{# Errors in `lookback`: an interval, for monitors whose old chunks stay what they are, and not so short that labels are still to come. #}
{% macro lookback_errors(place, raw) %}
    {% set lookback = raw.get("lookback") %}
    {% if lookback is none %} {% do return([]) %} {% endif %}
    {% set errors = ml_monitor.interval_errors(place, "lookback", lookback, ml_monitor.counts_of_a_century(), 1, 45) %}
    {% if raw.get("timestamp") is none %}
        {% do errors.append(ml_monitor.error_line(place, "timestamp", "nothing", "the name of a column; lookback needs one")) %}
    {% endif %}
    {% if raw.get("chunk_number_per_period") is true %}
        {% do errors.append(
            ml_monitor.error_line(place, "lookback", lookback, "nothing with chunk_number_per_period, since new rows change all chunks")
        ) %}
    {% endif %}
    {% set judge = raw.get("judge") %}
    {% set delay = judge.get("label_delay") if judge is mapping else none %}
    {% if not errors and delay and not ml_monitor.label_delay_errors(place, raw, delay) %}
        {% set days = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365} %}
        {% if lookback.count * days[lookback.period] < delay.count * days[delay.period] %}
            {% do errors.append(
                ml_monitor.error_line(
                    place, "lookback", lookback, "at least judge.label_delay, " ~ delay ~ "; labels that come later would not be read"
                )
            ) %}
        {% endif %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}
