{#
  Errors in a setting that is an interval: {count: 45, period: day}. `most` has the allowed periods, each with the largest count; `least` is the smallest count, and
  `example` the count that the message shows.
#}
{% macro interval_errors(place, key, interval, most, least, example) %}
    {% if interval is none %} {% do return([]) %} {% endif %}
    {% if interval is not mapping %}
        {% set shown = "a mapping such as {count: " ~ example ~ ", period: day}" %}
        {% do return([ml_monitor.error_line(place, key, interval, shown)]) %}
    {% endif %}
    {% set errors = [] %}
    {% set keys = ["count", "period"] %}
    {% for part in interval if part not in keys %}
        {% do errors.append(ml_monitor.unknown_name_error(place, key ~ "." ~ part, "an unknown key", part, keys)) %}
    {% endfor %}
    {% set period = interval.get("period") %}
    {% if period is none %} {% do errors.append(ml_monitor.error_line(place, key ~ ".period", "nothing", most.keys() | join(", "))) %}
    {% elif period not in most.keys() | list %}
        {% do errors.append(ml_monitor.unknown_name_error(place, key ~ ".period", period, period | string, most.keys() | list)) %}
    {% endif %}
    {% set count = interval.get("count") %}
    {% set limit = most.get(period | string, most.hour) %}
    {% if count is not integer or count is boolean or count < least or count > limit %}
        {% do errors.append(
            ml_monitor.error_line(
                place, key ~ ".count", "nothing" if count is none else count, "a whole number from " ~ least ~ " to " ~ limit
            )
        ) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{# The largest counts of intervals of up to a hundred years: engines have no times far beyond. #}
{% macro counts_of_a_century() %}
    {% do return({"hour": 876600, "day": 36525, "week": 5218, "month": 1200, "quarter": 400, "year": 100}) %}
{% endmacro %}
