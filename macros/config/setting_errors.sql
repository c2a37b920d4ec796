{#
  What dbt's own settings do to the package's models. A root project's settings win over everything a package writes, even over config() in a model's file,
  so what a model needs cannot be pinned: it is checked, here, against what dbt made of all settings together. docs/reference/dbt-settings.md has the table.
#}
{% macro setting_errors(nodes=none) %}
    {% if not execute %} {% do return(ml_monitor.errors_while_parsing()) %} {% endif %}
    {% set found = {} %}
    {% for node in (ml_monitor.package_models() if nodes is none else nodes) %}
        {% for key, value, allowed in ml_monitor.wrong_settings(node) %}
            {# Models with the same wrong value share a line. #}
            {% set line = (key, value | string, allowed) %} {% do found.setdefault(line, []) %} {% do found[line].append(node.name) %}
        {% endfor %}
    {% endfor %}
    {% set errors = [] %}
    {% for line, names in found.items() %}
        {% do errors.append(ml_monitor.error_line(ml_monitor.model_list(names), line[0], line[1], line[2])) %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{#
  The settings of the model that is being parsed which no later check could tell of: an ephemeral model never runs, so its run would end well and compute
  nothing; and for a model with a contract, which public ones have, dbt itself refuses these values of on_schema_change while it parses, in a message without a place.
#}
{% macro errors_while_parsing() %}
    {% set config = model.get("config") or {} %}
    {% if config.get("materialized") == "ephemeral" %}
        {% do return([ml_monitor.error_line("model " ~ model.name, "materialized", "ephemeral", ml_monitor.allowed_setting("table", "materialized", "ephemeral"))]) %}
    {% elif config.get("on_schema_change") in ["ignore", "sync_all_columns"] %}
        {% set allowed = ml_monitor.allowed_setting("append_new_columns or fail", "on_schema_change", config.on_schema_change) %}
        {% do return([ml_monitor.error_line("model " ~ model.name, "on_schema_change", config.on_schema_change, allowed)]) %}
    {% endif %}
    {% do return([]) %}
{% endmacro %}


{# The package's models that dbt runs. #}
{% macro package_models() %}
    {% do return(
        graph.nodes.values()
        | selectattr("package_name", "equalto", "ml_monitor")
        | selectattr("resource_type", "equalto", "model")
        | list
    ) %}
{% endmacro %}


{# The settings of one model under which it would fail or hold wrong numbers: key, value, what is allowed. #}
{% macro wrong_settings(node) %}
    {% set wrong = [] %}
    {% set materialized = node.config.materialized %}
    {% set allowed = ml_monitor.allowed_materializations(node) %}
    {% set strategy = ml_monitor.append_strategy() if ml_monitor.is_history(node) else "current_versions" %}
    {% if materialized not in allowed %}
        {% do wrong.append(("materialized", materialized, ml_monitor.allowed_setting(allowed | join(" or "), "materialized", materialized))) %}
    {% elif materialized == "incremental" and node.config.incremental_strategy != strategy %}
        {% do wrong.append(
            (
                "incremental_strategy",
                node.config.incremental_strategy,
                ml_monitor.allowed_setting(strategy, "incremental_strategy", node.config.incremental_strategy),
            )
        ) %}
    {% elif ml_monitor.is_history(node) and node.config.full_refresh and not ml_monitor.can_read_itself() %}
        {% do wrong.append(("full_refresh", node.config.full_refresh, ml_monitor.allowed_setting("false", "full_refresh", "true"))) %}
    {% endif %}
    {% do return(wrong) %}
{% endmacro %}


{#
  What a model can be materialized as. The first model reads what it was before, so it has to be a table. Statistics that were computed at different times
  would not fit each other, so only row tables and the tables at the end can be views.
#}
{% macro allowed_materializations(node) %}
    {% if node.name in ["monitor_metric_values", "monitor_checked_metrics", "monitor_checked_incidents"] %}
        {% do return(["ephemeral", "table", "view"]) %}
    {% endif %}
    {% if "plots" in node.fqn %} {% do return(["view", "table"]) %} {% endif %}
    {% if ml_monitor.is_history(node) %} {% do return(["incremental"] + (["table"] if ml_monitor.can_read_itself() else [])) %} {% endif %}
    {% set allowed = ["table"] %}
    {% if ml_monitor.is_kept(node) and ml_monitor.kept_results() != "table" %}
        {% do allowed.insert(0, ml_monitor.kept_results()) %}
    {% endif %}
    {% if "marts" in node.fqn or node.name in ["monitor_reference_rows", "monitor_analysis_rows"] %}
        {% do allowed.append("view") %}
    {% endif %}
    {% do return(allowed) %}
{% endmacro %}


{# Whether a model keeps its rows from run to run: its rows say what they were computed from, which monitor_versions lists. #}
{% macro is_kept(node) %} {% do return("result_version" in node.columns and node.name != "monitor_versions") %} {% endmacro %}


{# Whether a model holds what cannot be computed again: its rows are only ever added to. #}
{% macro is_history(node) %} {% do return(node.name in ["monitor_incident_log", "monitor_notifications"]) %} {% endmacro %}


{# What is allowed, and where to move a setting that was meant for the user's own models: at the top of `models:` it reaches all packages. #}
{% macro allowed_setting(allowed, key, value) %}
    {% do return(
        allowed
        ~ "; where your project sets +"
        ~ key
        ~ " for all packages, move it below your project's name (models: "
        ~ project_name
        ~ ": +"
        ~ key
        ~ ": "
        ~ value
        ~ ")"
    ) %}
{% endmacro %}


{# The place of an error that models share: a few of them by name, and how many they are. #}
{% macro model_list(names) %}
    {% if names | length == 1 %} {% do return("model " ~ names[0]) %} {% endif %}
    {% set shown = (names | sort)[:3] %}
    {% do return(
        names | length ~ " models (" ~ shown | join(", ") ~ (", ..." if names | length > shown | length else "") ~ ")"
    ) %}
{% endmacro %}
