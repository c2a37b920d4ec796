{#
  A time zone must have the name that IANA gives it, such as Europe/Berlin. Engines take more, and do not agree: `UTC+2` is two hours behind UTC on Postgres and
  two hours ahead on DuckDB. The names are those that dbt's Python knows. Where it knows none, the engine reports an unknown zone.
#}
{% macro time_zone_errors(place, raw) %}
    {% set zone = raw.get("time_zone") %}
    {% if zone is none %} {% do return([]) %} {% endif %}
    {% set known = ml_monitor.time_zones() %}
    {% set looks_right = zone is string and modules.re.match("[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$", zone) %}
    {% if looks_right and (not known or zone in known) %} {% do return([]) %} {% endif %}
    {% set allowed = "the IANA name of a time zone, such as UTC, Europe/Berlin or America/New_York" %}
    {# A city alone is meant as the zone that is named after it. #}
    {% set written = zone | string | trim | lower | replace(" ", "_") %}
    {% set named_after = [] %}
    {% for name in known if (name | lower).split("/")[-1] == written %} {% do named_after.append(name) %} {% endfor %}
    {% set meant = ". Did you mean '" ~ named_after[0] ~ "'?" if named_after else ml_monitor.did_you_mean(zone, known) %}
    {% do return([ml_monitor.error_line(place, "time_zone", zone, allowed) ~ meant]) %}
{% endmacro %}


{# The names of all time zones, or none where dbt's `modules` have no such list. #}
{% macro time_zones() %}
    {% if modules.pytz is defined and modules.pytz.all_timezones is defined %}
        {% do return(modules.pytz.all_timezones | list) %}
    {% endif %}
    {% do return([]) %}
{% endmacro %}
