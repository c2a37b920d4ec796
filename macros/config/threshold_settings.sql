{#
  The thresholds of one monitor as the user wrote them, checked: `thresholds` maps a metric name or a metric family to
    {constant: {lower: number, upper: number}}                     either side may be left out
    {standard_deviation: 3}                                        the sides that the metric's default has
    {standard_deviation: {lower: 3, upper: 3, offset_from: mean}}  a side that is left out has no threshold
    {p_value: 0.05}                                                chi2 only
#}
{% macro threshold_errors(place, raw) %}
    {% set thresholds = raw.get("thresholds") %}
    {% if thresholds is none %} {% do return([]) %} {% endif %}
    {% if thresholds is not mapping %}
        {% do return(
            [ml_monitor.error_line(place, "thresholds", thresholds, "a mapping of metric names or metric families to thresholds")]
        ) %}
    {% endif %}
    {% set names = [] %}
    {% for metric in ml_monitor.metric_registry() %}
        {% for name in [metric.name] + metric.families if name not in names %} {% do names.append(name) %} {% endfor %}
    {% endfor %}
    {% set errors = [] %}
    {% for name, threshold in thresholds.items() %}
        {% set key = "thresholds." ~ name %}
        {% if name not in names %}
            {% do errors.append(ml_monitor.error_line(place, key, "an unknown metric or family", names | join(", "))) %}
        {% elif threshold is not mapping or threshold | length != 1 or (threshold.keys() | first) not in [
            "constant",
            "standard_deviation",
            "p_value",
        ] %}
            {% do errors.append(
                ml_monitor.error_line(place, key, threshold, "one of {constant: ...}, {standard_deviation: ...}, {p_value: ...}")
            ) %}
        {% else %} {% do errors.extend(ml_monitor.threshold_value_errors(place, key, name, threshold)) %}
        {% endif %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{% macro threshold_value_errors(place, key, name, threshold) %}
    {% set errors = [] %}
    {% set type = threshold.keys() | first %}
    {% set value = threshold[type] %}
    {% set place_key = key ~ "." ~ type %}
    {% if type == "p_value" %}
        {% if name != "chi2" or not ml_monitor.is_real(value) or value <= 0 or value >= 1 %}
            {% do errors.append(ml_monitor.error_line(place, place_key, value, "for chi2, a number between 0 and 1")) %}
        {% endif %}
    {% elif name == "chi2" %} {% do errors.append(ml_monitor.error_line(place, key, type, "p_value; chi2 is judged by its p-value")) %}
    {% elif value is mapping %}
        {% set parts = ["lower", "upper"] + (["offset_from"] if type == "standard_deviation" else []) %}
        {% for part, number in value.items() %}
            {% if part not in parts %}
                {% do errors.append(ml_monitor.error_line(place, place_key ~ "." ~ part, "an unknown key", parts | join(", "))) %}
            {% elif part == "offset_from" and number not in ["mean", "median", "min", "max"] %}
                {% do errors.append(ml_monitor.error_line(place, place_key ~ ".offset_from", number, "mean, median, min, max")) %}
            {% elif part != "offset_from" and number is not none and not ml_monitor.is_real(number) %}
                {% do errors.append(ml_monitor.error_line(place, place_key ~ "." ~ part, number, "a number")) %}
            {% elif part != "offset_from" and type == "standard_deviation" and number is not none and number < 0 %}
                {% do errors.append(
                    ml_monitor.error_line(place, place_key ~ "." ~ part, number, "a number of standard deviations, 0 or more")
                ) %}
            {% endif %}
        {% endfor %}
        {% if type == "constant" and ml_monitor.is_real(value.get("lower")) and ml_monitor.is_real(
            value.get("upper")
        ) and value.lower >= value.upper %}
            {% do errors.append(ml_monitor.error_line(place, place_key, value, "lower below upper")) %}
        {% endif %}
        {% if value.get("lower") is none and value.get("upper") is none %}
            {% do errors.append(ml_monitor.error_line(place, place_key, value, "lower, upper or both")) %}
        {% endif %}
    {% elif type == "constant" or not ml_monitor.is_real(value) or value < 0 %}
        {% do errors.append(
            ml_monitor.error_line(
                place,
                place_key,
                value,
                "{lower: number, upper: number}" ~ (" or a number, 0 or more" if type == "standard_deviation" else ""),
            )
        ) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{#
  The threshold that applies to one metric of one monitor: the entry for its name, else for its family, else the default
  (chi2: p below 0.05; what the registry gives; all others: mean of the reference chunks plus or minus 3 standard deviations, on the metric's own sides).
  Gives {type, lower, upper, offset_from}.
#}
{% macro threshold_of_metric(monitor, metric, family) %}
    {% set default = {"p_value": 0.05} if metric.name == "chi2" else metric.get("default_threshold", {"standard_deviation": 3}) %}
    {% set by_family = monitor.thresholds.get(family, default) if metric.name != "chi2" else default %}
    {% set chosen = monitor.thresholds.get(metric.name, by_family) %}
    {% set type = chosen.keys() | first %}
    {% set value = chosen[type] %}
    {% if type == "p_value" %} {% do return({"type": type, "lower": value, "upper": none, "offset_from": ":none"}) %} {% endif %}
    {% if value is not mapping %}
        {% do return(
            {
                "type": type,
                "lower": value if "lower" in metric.threshold_sides else none,
                "upper": value if "upper" in metric.threshold_sides else none,
                "offset_from": "mean",
            }
        ) %}
    {% endif %}
    {% do return(
        {
            "type": type,
            "lower": value.get("lower"),
            "upper": value.get("upper"),
            "offset_from": value.get("offset_from", "mean") if type == "standard_deviation" else ":none",
        }
    ) %}
{% endmacro %}
