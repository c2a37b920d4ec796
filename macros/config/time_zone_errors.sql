{#
  A time zone must have the name that IANA gives it, such as Europe/Berlin. Engines would take more, and not for the same: `UTC+2` is two hours behind UTC on
  Postgres. The names are those that dbt's Python knows; where it knows none, the engine says what it does not know.
#}
{% macro time_zone_errors(place, raw) %}
    {% set errors = [] %}
    {% set zone = raw.get("time_zone") %}
    {% set known = ml_monitor.time_zones() %}
    {% set looks_right = zone is string and modules.re.match("[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$", zone) %}
    {% if zone is not none and (not looks_right or (known and zone not in known)) %}
        {% set allowed = "the IANA name of a time zone, such as UTC, Europe/Berlin or America/New_York" %}
        {% set meant = [] %}
        {% for name in known if zone is string and (zone | trim | lower | replace(" ", "_")) in [name | lower, (name | lower).split("/")[-1]] %}
            {% do meant.append("'" ~ name ~ "'") %}
        {% endfor %}
        {% do errors.append(
            ml_monitor.error_line(place, "time_zone", zone, allowed ~ ("; did you mean " ~ meant | join(" or ") ~ "?" if meant else ""))
        ) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{# The names of all time zones, or none where dbt's `modules` have no such list. #}
{% macro time_zones() %}
    {% if modules.pytz is defined and modules.pytz.all_timezones is defined %}
        {% do return(modules.pytz.all_timezones | list) %}
    {% endif %}
    {% do return([]) %}
{% endmacro %}
