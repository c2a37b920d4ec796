{#
  Fails with every open incident that the arguments leave in and that is not muted; reads tables and computes nothing again. The failing rows say which monitor, kind and
  column, since when, how bad, and the headline.
  It can be put on any model and always reads the same: dbt lets nobody add tests to a package's own models from outside.
#}
{% test no_incidents(
    model, monitor_name=none, kinds=none, min_severity=none, only_new=false, segment_column=none, segment_value=none
) %}
    {{
        ml_monitor.incidents_left(
            {
                "monitor_name": monitor_name,
                "kinds": kinds,
                "min_severity": min_severity,
                "only_new": only_new,
                "segment_column": segment_column,
                "segment_value": segment_value,
            }
        )
    }}
{% endtest %}


{#
  The query of the check. While dbt only parses, nothing is looked at but what the check depends on: a wrong argument must not keep the user's project from loading.
#}
{% macro incidents_left(arguments) %}
    {%- set checked_incidents = ref("ml_monitor", "monitor_checked_incidents") -%}
    {%- if execute -%}
        {{ ml_monitor.failures_of_incident_check(checked_incidents, ml_monitor.checked_incident_arguments(arguments)) }}
    {%- endif -%}
{% endmacro %}


{# The arguments of no_incidents, with single names made lists. Wrong ones stop the check with one message that lists them all. #}
{% macro checked_incident_arguments(arguments) %}
    {%- set listed = dict(arguments) -%}
    {%- for argument in ["monitor_name", "kinds", "segment_column", "segment_value"] if listed[argument] is not none -%}
        {%- set given = listed[argument] if ml_monitor.is_list(listed[argument]) else [listed[argument]] -%}
        {%- do listed.update({argument: given | map("string") | list}) -%}
    {%- endfor -%}
    {%- do ml_monitor.raise_argument_errors(ml_monitor.incident_argument_errors(listed)) -%}
    {%- do return(listed) -%}
{% endmacro %}


{#
  The open incidents that fit every argument that is not none. Where no number of a monitor (of all of them, if none is named) has a verdict that could open such an
  incident, there is one row that says so: a check that watches nothing must not pass.
#}
{% macro failures_of_incident_check(checked_incidents, listed) %}
    with watched as (select * from {{ checked_incidents }})

    select
        monitor_name,
        kind,
        column_name,
        segment_column,
        segment_value,
        opened_chunk_key as since_chunk_key,
        opened_chunk_date as since,
        severity,
        headline
    from watched
    where
        severity is not null and {{ ml_monitor.is_of_segments(listed, "segment_column = ':all' or is_told_apart") }}
        {% if listed.monitor_name is not none %} and {{ ml_monitor.is_one_of("monitor_name", listed.monitor_name) }} {% endif %}
        {% if listed.kinds is not none %} and {{ ml_monitor.is_one_of("kind", listed.kinds) }} {% endif %}
        {% if listed.min_severity is not none %} and {{ ml_monitor.is_at_least(listed.min_severity) }} {% endif %}
        {% if listed.only_new %} and is_new {% endif %}
    {%- for name in (listed.monitor_name or [none]) %}
            {%- set of_monitor = " of monitor " ~ name if name is not none else "" -%}
            {%- set of_kinds = " of kind " ~ listed.kinds | join(", ") if listed.kinds is not none else "" %}
        union all
        select
            {{ ml_monitor.plain_text("nothing to judge: no number" ~ of_monitor ~ of_kinds ~ " has a verdict") }} as monitor_name,
            ':none' as kind,
            ':none' as column_name,
            ':none' as segment_column,
            ':none' as segment_value,
            ':none' as since_chunk_key,
            cast(null as {{ ml_monitor.type_time() }}) as since,
            ':none' as severity,
            ':none' as headline
        from
            (
                select count(*) as judged_count
                from watched
                where
                    judged_kind is not null and {{ ml_monitor.is_of_segments(listed, "1 = 1") }}
                    {% if listed.kinds is not none %} and {{ ml_monitor.is_one_of("judged_kind", listed.kinds) }} {% endif %}
                    {% if name is not none %} and monitor_name = {{ ml_monitor.plain_text(name) }} {% endif %}
            ) as counted
        where judged_count = 0
    {%- endfor %}
{% endmacro %}


{# Errors in the arguments of no_incidents; names are lists already. #}
{% macro incident_argument_errors(arguments) %}
    {% set place = "test '" ~ model.name ~ "' (" ~ model.original_file_path ~ ")" %}
    {% set allowed_names = {
        "monitor_name": ml_monitor.raw_monitors().keys() | map("string") | list,
        "kinds": ml_monitor.incident_kinds(),
        "min_severity": ml_monitor.severities(),
        "segment_column": ml_monitor.segment_names(),
    } %}
    {% set given = dict(arguments, min_severity=none if arguments.min_severity is none else [arguments.min_severity]) %}
    {% set errors = [] %}
    {% for argument, allowed in allowed_names.items() if given[argument] is not none %}
        {% if not given[argument] %}
            {% do errors.append(ml_monitor.error_line(place, argument, "an empty list", allowed | join(", "))) %}
        {% endif %}
        {% for name in given[argument] if name not in allowed %}
            {% do errors.append(ml_monitor.unknown_name_error(place, argument, name, name, allowed)) %}
        {% endfor %}
    {% endfor %}
    {% do errors.extend(ml_monitor.segment_argument_errors(place, arguments)) %}
    {% if arguments.only_new is not boolean %}
        {% do errors.append(ml_monitor.error_line(place, "only_new", arguments.only_new, "true or false")) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}
