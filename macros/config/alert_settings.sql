{#
  Where a monitor's news are sent, from its settings `alerts`: a list with a mapping per channel. `ml-monitor notify` reads it from monitor_alert_channels;
  addresses are not among the settings, but in the environment of that command.
#}
{% macro alert_channels(raw) %}
    {% set alerts = raw.get("alerts") or {} %}
    {% set hours = {"hour": 1, "day": 24, "week": 168} %}
    {% set repeat_after = alerts.get("repeat_after") %}
    {% set channels = [] %}
    {% for name, options in ml_monitor.named_channels(alerts.get("channels")).items() %}
        {% do channels.append(
            {
                "name": name,
                "min_severity": (options or {}).get("min_severity") or "low",
                "mention": (options or {}).get("mention"),
                "template": (options or {}).get("template"),
                "repeats_in_doubt": (options or {}).get("repeats_in_doubt") or false,
                "repeat_after_hours": repeat_after.count * hours[repeat_after.period] if repeat_after else none,
                "tags": (alerts.get("tags") or []) | join(", "),
            }
        ) %}
    {% endfor %}
    {% do return(channels) %}
{% endmacro %}


{# `channels` as a mapping of names to options: it may be written as one name, or as a list of names, too. #}
{% macro named_channels(channels) %}
    {% if channels is mapping %} {% do return(channels) %} {% endif %}
    {% set named = {} %}
    {% for name in ([channels] if channels is string else channels or []) %} {% do named.update({name: {}}) %} {% endfor %}
    {% do return(named) %}
{% endmacro %}


{# Errors in `alerts`. #}
{% macro alert_errors(place, raw) %}
    {% set alerts = raw.get("alerts") %}
    {% set keys = ["channels", "repeat_after", "tags"] %}
    {% if alerts is none %} {% do return([]) %} {% endif %}
    {% if alerts is not mapping %}
        {% do return([ml_monitor.error_line(place, "alerts", alerts, "a mapping of " ~ keys | join(", "))]) %}
    {% endif %}
    {% set errors = [] %}
    {% for key in alerts if key not in keys %}
        {% if key == "owner" %}
            {% do errors.append(ml_monitor.error_line(place, "alerts.owner", "an unknown key", "the key `owner` of the monitor itself")) %}
        {% else %} {% do errors.append(ml_monitor.unknown_name_error(place, "alerts." ~ key, "an unknown key", key, keys)) %}
        {% endif %}
    {% endfor %}
    {% set tags = alerts.get("tags") %}
    {% set is_list_of_texts = ml_monitor.is_list(tags) and tags | reject("string") | list | length == 0 %}
    {% if tags is not none and not is_list_of_texts %}
        {% do errors.append(ml_monitor.error_line(place, "alerts.tags", tags, "a list of texts, such as [credit, tier1]")) %}
    {% endif %}
    {# How long an open incident stays quiet: ten years at most. #}
    {% set most = {"hour": 87600, "day": 3650, "week": 520} %}
    {% do errors.extend(ml_monitor.interval_errors(place, "alerts.repeat_after", alerts.get("repeat_after"), most, 1, 7)) %}
    {% set channels = alerts.get("channels") %}
    {% set form = "names of channels: a list such as [team, oncall], or a mapping of each to its options such as {oncall: {min_severity: high}}" %}
    {% if channels is none or (channels is not mapping and not channels is string and not ml_monitor.is_list(channels)) %}
        {% do return(errors + [ml_monitor.error_line(place, "alerts.channels", "nothing" if channels is none else channels, form)]) %}
    {% endif %}
    {% for name, options in ml_monitor.named_channels(channels).items() %}
        {% do errors.extend(ml_monitor.channel_errors(place, name, options)) %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{# Errors in one channel. Its name becomes a part of the name of an environment variable, so it has no other characters than such a name. #}
{% macro channel_errors(place, name, options) %}
    {% set key = "alerts.channels." ~ name %}
    {% if name is not string or not modules.re.match("^[a-z][a-z0-9_]*$", name) %}
        {% do return([ml_monitor.error_line(place, "alerts.channels", name, "a name of lowercase letters, digits and _, beginning with a letter")]) %}
    {% endif %}
    {% if options is none %} {% do return([]) %} {% endif %}
    {% set keys = ["min_severity", "mention", "template", "repeats_in_doubt"] %}
    {% if options is not mapping %}
        {% do return([ml_monitor.error_line(place, key, options, "a mapping of " ~ keys | join(", "))]) %}
    {% endif %}
    {% set errors = [] %}
    {% for option in options if option not in keys %}
        {% do errors.append(ml_monitor.unknown_name_error(place, key ~ "." ~ option, "an unknown key", option, keys)) %}
    {% endfor %}
    {% set severity = options.get("min_severity") %}
    {% set severities = ["low", "medium", "high", "critical"] %}
    {% if severity is not none and severity not in severities %}
        {% do errors.append(ml_monitor.unknown_name_error(place, key ~ ".min_severity", severity, severity, severities)) %}
    {% endif %}
    {% if options.get("mention") is not none and not ml_monitor.is_name(options.mention) %}
        {% do errors.append(ml_monitor.error_line(place, key ~ ".mention", options.mention, "a text, in the way the service writes a mention")) %}
    {% endif %}
    {% if options.get("template") is not none and not ml_monitor.is_name(options.template) %}
        {% do errors.append(
            ml_monitor.error_line(
                place, key ~ ".template", options.template, "alertmanager, pagerduty, or the path of a file in the project"
            )
        ) %}
    {% endif %}
    {% if options.get("repeats_in_doubt") is not none and options.repeats_in_doubt is not boolean %}
        {% do errors.append(ml_monitor.error_line(place, key ~ ".repeats_in_doubt", options.repeats_in_doubt, "true or false")) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}
