{#
  Prints what is wrong with the settings, for `ml-monitor check`: the very lists by which monitor_chunk_fingerprints stops a run, while nothing is built.
    {"errors": [sentence, ...], "monitors": [name, ...], "engine": adapter, "expressions": [{"place", "sql", "columns", "is_condition", "label"}, ...]}
  `expressions` are what users wrote in SQL (of custom metrics with `is_number` in place of the last two), each with the columns that it may name: [[name, family], ...], or null where the relation cannot be read.
#}
{% macro print_problems() %}
    {% if not execute or flags.WHICH != "run-operation" %} {% do return("") %} {% endif %}
    {% set raw_monitors = ml_monitor.raw_monitors() %}
    {% set described = ml_monitor.described_relations(raw_monitors) %}
    {% set errors = ml_monitor.setting_errors() + ml_monitor.configuration_errors(raw_monitors) + ml_monitor.relation_errors(raw_monitors, described) %}
    {% set is_readable = raw_monitors is mapping %}
    {% do ml_monitor.print_line(
        {
            "errors": errors,
            "monitors": raw_monitors.keys() | map("string") | list if is_readable else [],
            "engine": target.type,
            "expressions": ml_monitor.sql_of_settings(raw_monitors, described) if is_readable else [],
        }
    ) %}
{% endmacro %}


{# The settings that are SQL, each with its place, the columns of the relation that it is about, and whether it has to be a condition. #}
{% macro sql_of_settings(raw_monitors, described) %}
    {% set expressions = ml_monitor.sql_of_segments(raw_monitors, described) + ml_monitor.sql_of_custom_metrics(raw_monitors, described) %}
    {% for name, raw in raw_monitors.items() if raw is mapping and raw.get("scored") is not none and raw.get("reference") is mapping %}
        {% set condition = raw.reference.get("where") %}
        {% if condition is string and condition | trim %}
            {% do expressions.append(
                {
                    "place": "monitor '" ~ name ~ "', key 'reference.where'",
                    "sql": condition,
                    "columns": ml_monitor.columns_of_analysis(raw, described),
                    "is_condition": true,
                    "label": none,
                }
            ) %}
        {% endif %}
    {% endfor %}
    {% do return(expressions) %}
{% endmacro %}


{# The expressions that segments are told by. #}
{% macro sql_of_segments(raw_monitors, described) %}
    {% set expressions = [] %}
    {% for name, raw in raw_monitors.items() if raw is mapping and ml_monitor.is_list(raw.get("segments")) %}
        {% for setting in raw.segments if setting is mapping and ml_monitor.is_name(setting.get("expression")) %}
            {% do expressions.append(
                {
                    "place": "monitor '" ~ name ~ "', key 'segments." ~ setting.get("name") ~ "'",
                    "sql": setting.expression,
                    "columns": ml_monitor.columns_of_analysis(raw, described),
                    "is_condition": false,
                    "label": raw.y_true if ml_monitor.is_name(raw.get("y_true")) else none,
                }
            ) %}
        {% endfor %}
    {% endfor %}
    {% do return(expressions) %}
{% endmacro %}


{# The expressions of custom metrics that are right as far as their text tells. #}
{% macro sql_of_custom_metrics(raw_monitors, described) %}
    {% set expressions = [] %}
    {% for name, raw in raw_monitors.items() if raw is mapping and raw.get("custom_metrics") is mapping %}
        {% for metric, setting in raw.custom_metrics.items() if setting is mapping %}
            {% set texts = {"sql": setting.get("sql")} %}
            {% if setting.get("estimate") is mapping %}
                {% for key in ["if_positive", "if_negative"] %}
                    {% do texts.update({"estimate." ~ key: setting.estimate.get(key)}) %}
                {% endfor %}
            {% endif %}
            {% for key, text in texts.items() if text is string and not ml_monitor.expression_problems(text, "aggregate" if key == "sql" else "row") %}
                {% do expressions.append(
                    {
                        "place": "monitor '" ~ name ~ "', key 'custom_metrics." ~ metric ~ "." ~ key ~ "'",
                        "sql": text,
                        "columns": ml_monitor.columns_of_analysis(raw, described),
                        "is_number": true,
                    }
                ) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {% do return(expressions) %}
{% endmacro %}


{# The columns of a monitor's analysis with the families of their types, [[name, family], ...]; none where it cannot be read. #}
{% macro columns_of_analysis(raw, described) %}
    {% set specs = ml_monitor.relation_specs(raw) %}
    {% set spec = specs.get("scored") or specs.get("analysis") %}
    {% if not spec or not ml_monitor.can_be_referred_to(spec) %} {% do return(none) %} {% endif %}
    {% set columns = [] %}
    {% for column in described.get(ml_monitor.monitored_relation(spec) | string, {}).get("columns", []) %}
        {% do columns.append([column.name, column.family]) %}
    {% endfor %}
    {% do return(columns or none) %}
{% endmacro %}
