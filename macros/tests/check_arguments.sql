{#
  The arguments of a check, with single names made lists. Wrong ones stop the check with one message that lists them all, with the test's name and its file.
#}
{% macro checked_arguments(arguments) %}
    {% set listed = dict(arguments) %}
    {% for argument in ml_monitor.name_arguments() if listed.get(argument) is not none %}
        {% set given = listed[argument] if ml_monitor.is_list(listed[argument]) else [listed[argument]] %}
        {# YAML gives a name such as 2024 as a number. #}
        {% set names = [] %}
        {% for name in given %} {% do names.append(name | string if name is number else name) %} {% endfor %}
        {% do listed.update({argument: names}) %}
    {% endfor %}
    {% if listed.column_name is not none %}
        {% set names = [] %}
        {% for name in listed.column_name %}
            {# dbt hands over the name of a column with `quote: true` in its quotes. #}
            {% do names.append(name[1:-1] if name is string and name == adapter.quote(name[1:-1]) else name) %}
        {% endfor %}
        {% do listed.update({"column_name": names}) %}
    {% endif %}
    {% do ml_monitor.raise_argument_errors(ml_monitor.argument_errors(listed)) %}
    {% do return(listed) %}
{% endmacro %}


{# Stops a check whose arguments have errors, with one message that lists them all. #}
{% macro raise_argument_errors(errors) %}
    {% if errors %}
        {% set lines = [] %}
        {% for error in errors %} {% do lines.append("  " ~ loop.index ~ ". " ~ error) %} {% endfor %}
        {% do exceptions.raise_compiler_error("ml_monitor: wrong arguments of a test.\n" ~ lines | join("\n")) %}
    {% endif %}
{% endmacro %}


{# Errors in the arguments of a check; lists of names are lists already. #}
{% macro argument_errors(arguments) %}
    {% set place = "test '" ~ model.name ~ "' (" ~ model.original_file_path ~ ")" %}
    {% set errors = [] %}
    {% set allowed_names = ml_monitor.allowed_names(arguments) %}
    {% for argument, allowed in allowed_names.items() if arguments.get(argument) is not none %}
        {% if not arguments[argument] %}
            {% do errors.append(ml_monitor.error_line(place, argument, "an empty list", allowed | join(", "))) %}
        {% endif %}
        {% for name in arguments[argument] if name is not string or name not in allowed %}
            {% do errors.append(ml_monitor.unknown_name_error(place, argument, name, name, allowed)) %}
        {% endfor %}
    {% endfor %}
    {% set choices = {
        "period": ["analysis", "reference"],
        "min_severity": ml_monitor.severities(),
        "direction": ["worse", "above", "below", "any"],
    } %}
    {% for argument, allowed in choices.items() if arguments[argument] not in allowed and not (argument == "min_severity" and arguments[argument] is none) %}
        {% do errors.append(ml_monitor.unknown_name_error(place, argument, arguments[argument], arguments[argument], allowed)) %}
    {% endfor %}
    {% for argument in ['last_n_chunks', 'min_alerts'] %}
        {% set is_open = argument == "last_n_chunks" and arguments[argument] is none %}
        {% if not is_open and not ml_monitor.is_positive_integer(arguments[argument]) %}
            {% do errors.append(ml_monitor.error_line(place, argument, arguments[argument], "a whole number above 0")) %}
        {% endif %}
    {% endfor %}
    {% do errors.extend(ml_monitor.segment_argument_errors(place, arguments)) %}
    {% if arguments.only_new is not boolean %}
        {% do errors.append(ml_monitor.error_line(place, "only_new", arguments.only_new, "true or false")) %}
    {% endif %}
    {% if arguments.period == "reference" and (arguments.min_severity is not none or arguments.only_new is true) %}
        {% do errors.append(
            ml_monitor.error_line(place, "period", "reference", "analysis; alerts of the reference have neither severity nor age")
        ) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{# The names that each argument may give, those of metrics and columns from the monitors that the check is about. #}
{% macro allowed_names(arguments) %}
    {% set registry = ml_monitor.metric_registry() %}
    {% set monitors = ml_monitor.monitors() %}
    {% set names = {"monitor_name": [], "metric_family": [], "metric_name": ml_monitor.all_metric_names(), "column_name": []} %}
    {% for metric in registry %} {% do names.metric_family.extend(metric.families) %} {% endfor %}
    {% if monitors | map(attribute="custom") | selectattr("metrics") | list %}
        {% do names.metric_family.extend(["business", "estimated_business"]) %}
    {% endif %}
    {% for monitor in monitors %}
        {% do names.monitor_name.append(monitor.name | string) %}
        {% if arguments.monitor_name is none or monitor.name | string in arguments.monitor_name %}
            {% if arguments.column_name is not none %}
                {% do names.column_name.extend(ml_monitor.columns_of_monitor(monitor) | map(attribute="name")) %}
            {% endif %}
            {% if arguments.metric_name is not none and monitor.classes | length > 2 %}
                {% do names.metric_name.extend(ml_monitor.metrics_of_monitor(monitor, registry) | map(attribute="name")) %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {% do names.column_name.append(":table") %}
    {% do names.update({"segment_column": ml_monitor.segment_names()}) %}
    {% set unique_names = {} %}
    {% for argument, found in names.items() %} {% do unique_names.update({argument: found | unique | list}) %} {% endfor %}
    {% do return(unique_names) %}
{% endmacro %}


{# The arguments that narrow a check by names. #}
{% macro name_arguments() %}
    {% do return(["monitor_name", "metric_family", "metric_name", "column_name", "segment_column", "segment_value"]) %}
{% endmacro %}


{# Those that are given, each with its list. #}
{% macro names_of_check(arguments) %}
    {% set names = {} %}
    {% for argument in ml_monitor.name_arguments() if arguments[argument] is not none %}
        {% do names.update({argument: arguments[argument]}) %}
    {% endfor %}
    {% do return(names) %}
{% endmacro %}
