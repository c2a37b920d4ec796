{#
  Everything that is wrong with `vars.ml_monitors` as far as the text alone tells, as a list of sentences;
  each names the monitor, the key, what was found and what is allowed.
#}
{% macro configuration_errors(raw_monitors) %}
    {% if raw_monitors is not mapping %}
        {% do return(["vars.ml_monitors: found " ~ raw_monitors ~ "; allowed: a mapping of monitor names to their settings"]) %}
    {% endif %}
    {% set errors = [] %}
    {% set registry = ml_monitor.metric_registry() %}
    {% set names = [] %}
    {% for name, raw in raw_monitors.items() %}
        {% set place = "monitor '" ~ name ~ "'" %}
        {% if name is none or name | string | trim | length == 0 or name | string in names %}
            {% do errors.append(place ~ ": found this name; allowed: a name that is not blank and that no other monitor has") %}
        {% endif %}
        {% do names.append(name | string) %}
        {% if raw is not mapping %} {% do errors.append(place ~ ": found " ~ raw ~ "; allowed: a mapping of settings") %}
        {% else %}
            {% do errors.extend(
                ml_monitor.key_errors(place, raw)
                + ml_monitor.relation_spec_errors(place, raw)
                + ml_monitor.unknown_relation_errors(place, raw)
                + ml_monitor.chunking_errors(place, raw)
                + ml_monitor.lookback_errors(place, raw)
                + ml_monitor.time_zone_errors(place, raw)
                + ml_monitor.column_errors(place, raw)
                + ml_monitor.segment_errors(place, raw)
                + ml_monitor.fairness_errors(place, raw)
                + ml_monitor.custom_metric_errors(place, raw)
                + ml_monitor.find_segments_errors(place, raw)
                + ml_monitor.classification_errors(place, raw)
                + ml_monitor.metric_errors(place, raw, registry)
                + ml_monitor.option_errors(place, raw)
                + ml_monitor.quality_errors(place, raw, registry)
                + ml_monitor.threshold_errors(place, raw, registry)
                + ml_monitor.judge_errors(place, raw)
                + ml_monitor.alert_errors(place, raw)
            ) %}
        {% endif %}
    {% endfor %}
    {% do return(errors + ml_monitor.variable_errors(raw_monitors)) %}
{% endmacro %}


{# Stops with one message that lists all errors, numbered. #}
{% macro raise_errors(errors, setting_errors=[]) %}
    {% set places = [] %}
    {% if setting_errors %} {% do places.append("dbt's settings") %} {% endif %}
    {% if errors %} {% do places.append("the configuration of the monitors (vars.ml_monitors)") %} {% endif %}
    {% set lines = [] %}
    {% for error in setting_errors + errors %} {% do lines.append("  " ~ loop.index ~ ". " ~ error) %} {% endfor %}
    {% do exceptions.raise_compiler_error(
        "ml_monitor: " ~ lines
        | length
        ~ (" errors" if lines | length > 1 else " error")
        ~ " in "
        ~ places
        | join(" and in ")
        ~ ". No table was touched.\n"
        ~ lines
        | join("\n")
    ) %}
{% endmacro %}


{# One error line: where, what was found there, what is allowed there. #}
{% macro error_line(place, key, found, allowed) %}
    {% do return(place ~ ", key '" ~ key ~ "': found " ~ (found | string) ~ "; allowed: " ~ allowed) %}
{% endmacro %}


{# The same for a name that is not one of the known names; it tells the nearest of them. #}
{% macro unknown_name_error(place, key, found, name, known_names) %}
    {% do return(ml_monitor.error_line(place, key, found, known_names | join(", ")) ~ ml_monitor.did_you_mean(name, known_names)) %}
{% endmacro %}
