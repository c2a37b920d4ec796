{#
  The thresholds of one monitor as the user wrote them, checked: `thresholds` maps a metric name or a metric family to
    {constant: {lower: number, upper: number}}                     either side may be left out
    {standard_deviation: 3}                                        the sides that the metric's default has
    {standard_deviation: {lower: 3, upper: 3, offset_from: mean}}  a side that is left out has no threshold
    {quantile: 0.99}                                               the sides that the metric's default has; below 1 less that number
    {quantile: {lower: 0.01, upper: 0.99}}                         a side that is left out has no threshold
    {relative: 10}                                                 percent, the sides that the metric's default has
    {relative: {lower: 10, upper: 10, offset_from: mean}}          a side that is left out has no threshold
    {p_value: 0.05}                                                metrics with a p-value (has_p_value)
#}
{% macro threshold_errors(place, raw, registry) %}
    {% set thresholds = raw.get("thresholds") %}
    {% if thresholds is none %} {% do return([]) %} {% endif %}
    {% if thresholds is not mapping %}
        {% do return(
            [ml_monitor.error_line(place, "thresholds", thresholds, "a mapping of metric names or metric families to thresholds")]
        ) %}
    {% endif %}
    {% set names = [] %}
    {% for metric in registry %}
        {% for name in [metric.name] + metric.families if name not in names %} {% do names.append(name) %} {% endfor %}
    {% endfor %}
    {% if raw.get("custom_metrics") is mapping %}
        {% do names.extend(raw.custom_metrics.keys() | list + ["business", "estimated_business"]) %}
    {% endif %}
    {% set with_p_value = ml_monitor.metrics_with(registry, "has_p_value") %}
    {% set errors = [] %}
    {% for name, threshold in thresholds.items() %}
        {% set key = "thresholds." ~ name %}
        {% if name not in names %}
            {% do errors.append(ml_monitor.unknown_name_error(place, key, "an unknown metric or family", name, names)) %}
        {% elif threshold is not mapping or threshold | length != 1 or (threshold.keys() | first) not in [
            "constant",
            "standard_deviation",
            "quantile",
            "relative",
            "p_value",
        ] %}
            {% do errors.append(
                ml_monitor.error_line(
                    place,
                    key,
                    threshold,
                    "one of {constant: ...}, {standard_deviation: ...}, {quantile: ...}, {relative: ...}, {p_value: ...}",
                )
            ) %}
        {% else %} {% do errors.extend(ml_monitor.threshold_value_errors(place, key, name, threshold, with_p_value)) %}
        {% endif %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{% macro threshold_value_errors(place, key, name, threshold, with_p_value) %}
    {% set errors = [] %}
    {% set type = threshold.keys() | first %}
    {% set value = threshold[type] %}
    {% set place_key = key ~ "." ~ type %}
    {% if type == "p_value" %}
        {% if name not in with_p_value or not ml_monitor.is_real(value) or value <= 0 or value >= 1 %}
            {% do errors.append(ml_monitor.error_line(place, place_key, value, "for " ~ with_p_value | join(", ") ~ ", a number between 0 and 1")) %}
        {% endif %}
    {% elif name in with_p_value %}
        {% do errors.append(ml_monitor.error_line(place, key, type, "p_value; " ~ name ~ " is judged by its p-value")) %}
    {% elif value is mapping %}
        {% set parts = ["lower", "upper"] + (["offset_from"] if type in ["standard_deviation", "relative"] else []) %}
        {% for part, number in value.items() %}
            {% set part_key = place_key ~ "." ~ part %}
            {% if part not in parts %} {% do errors.append(ml_monitor.unknown_name_error(place, part_key, "an unknown key", part, parts)) %}
            {% elif part == "offset_from" %}
                {% if number not in ["mean", "median", "min", "max"] %}
                    {% do errors.append(ml_monitor.unknown_name_error(place, part_key, number, number, ["mean", "median", "min", "max"])) %}
                {% endif %}
            {% elif number is not none and not ml_monitor.is_real(number) %}
                {% do errors.append(ml_monitor.error_line(place, part_key, number, "a number")) %}
            {% elif number is not none and type == "quantile" and (number <= 0 or number >= 1) %}
                {% do errors.append(ml_monitor.error_line(place, part_key, number, "a number between 0 and 1")) %}
            {% elif number is not none and type == "standard_deviation" and number < 0 %}
                {% do errors.append(ml_monitor.error_line(place, part_key, number, "a number of standard deviations, 0 or more")) %}
            {% elif number is not none and type == "relative" and number < 0 %}
                {% do errors.append(ml_monitor.error_line(place, part_key, number, "a percentage, 0 or more")) %}
            {% endif %}
        {% endfor %}
        {% if type in ["constant", "quantile"] and ml_monitor.is_real(value.get("lower")) and ml_monitor.is_real(
            value.get("upper")
        ) and value.lower >= value.upper %}
            {% do errors.append(ml_monitor.error_line(place, place_key, value, "lower below upper")) %}
        {% endif %}
        {% if value.get("lower") is none and value.get("upper") is none %}
            {% do errors.append(ml_monitor.error_line(place, place_key, value, "lower, upper or both")) %}
        {% endif %}
    {% elif type == "quantile" %}
        {% if not ml_monitor.is_real(value) or value <= 0.5 or value >= 1 %}
            {% do errors.append(
                ml_monitor.error_line(place, place_key, value, "{lower: number, upper: number} or a number between 0.5 and 1")
            ) %}
        {% endif %}
    {% elif type == "constant" or not ml_monitor.is_real(value) or value < 0 %}
        {% do errors.append(
            ml_monitor.error_line(
                place,
                place_key,
                value,
                "{lower: number, upper: number}" ~ {"standard_deviation": " or a number, 0 or more", "relative": " or a percentage, 0 or more"}.get(type, ""),
            )
        ) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{#
  The threshold that applies to one metric of one monitor: the entry for its name, else for its family (unless a p-value or the share of a segment is judged), else the default
  (what the registry gives; all others: mean of the reference chunks plus or minus 3 standard deviations, on the metric's own sides).
  Gives {type, lower, upper, offset_from}.
#}
{% macro threshold_of_metric(monitor, metric, family) %}
    {% set default = metric.get("default_threshold", {"standard_deviation": 3}) %}
    {% set by_family = default if metric.get("has_p_value") or metric.get("is_of_segments") else monitor.thresholds.get(family, default) %}
    {% set chosen = monitor.thresholds.get(metric.name, by_family) %}
    {% set type = chosen.keys() | first %}
    {% set value = chosen[type] %}
    {% if type == "p_value" %} {% do return({"type": type, "lower": value, "upper": none, "offset_from": ":none"}) %} {% endif %}
    {% set has_offset = type in ["standard_deviation", "relative"] %}
    {% if value is not mapping %}
        {% do return(
            {
                "type": type,
                "lower": ((1 - value) | round(12) if type == "quantile" else value) if "lower" in metric.threshold_sides else none,
                "upper": value if "upper" in metric.threshold_sides else none,
                "offset_from": "mean" if has_offset else ":none",
            }
        ) %}
    {% endif %}
    {% do return(
        {
            "type": type,
            "lower": value.get("lower"),
            "upper": value.get("upper"),
            "offset_from": value.get("offset_from", "mean") if has_offset else ":none",
        }
    ) %}
{% endmacro %}
