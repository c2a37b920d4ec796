{#
  What dbt's modes do to the numbers. `--sample` cuts relations by their `event_time`: the chunks of a cut table are not those of the whole, and their numbers
  would look the same. `--empty` builds all tables without rows, except where dbt writes what the package's SQL cannot read.
#}
{% macro mode_errors() %}
    {% set errors = [] %}
    {% if not execute %} {% do return(errors) %} {% endif %}
    {% if invocation_args_dict.get("sample") %}
        {% set sampled = ml_monitor.sampled_relations() %}
        {% if sampled %}
            {% do errors.append(
                ml_monitor.error_line(
                    "dbt " ~ flags.WHICH,
                    "--sample",
                    "event_time in " ~ sampled | join(", ") ~ ", so that monitors would see a part of the rows",
                    "a run without --sample, or with --exclude package:ml_monitor",
                )
            ) %}
        {% endif %}
    {% endif %}
    {% if flags.EMPTY and this.require_alias %}
        {% do errors.append(
            ml_monitor.error_line(
                "dbt " ~ flags.WHICH,
                "--empty",
                "an adapter (" ~ target.type ~ ") that names each empty relation itself, so that the package's SQL cannot",
                "a run without --empty, or with --exclude package:ml_monitor",
            )
        ) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{# The nodes that a sample would cut on the way to the package's tables: those with an event_time that a selected model reads. #}
{% macro sampled_relations() %}
    {% set readers = ml_monitor.package_models() | map(attribute="unique_id") | list %}
    {% for unique_id in readers if unique_id in graph.nodes %}
        {# The list grows while it is read: what the package reads, what that reads, and so on. #}
        {% for parent in graph.nodes[unique_id].depends_on.nodes if parent not in readers %} {% do readers.append(parent) %} {% endfor %}
    {% endfor %}
    {% set sampled = [] %}
    {% for unique_id in readers if unique_id in graph.nodes %}
        {# An ephemeral model runs within those that read it. #}
        {% set is_run = unique_id in selected_resources or graph.nodes[unique_id].config.materialized == "ephemeral" %}
        {% for parent in graph.nodes[unique_id].depends_on.nodes if is_run %}
            {% set read = graph.nodes.get(parent) or graph.sources.get(parent) %}
            {% if read and read.config.event_time and read.name not in sampled %} {% do sampled.append(read.name) %} {% endif %}
        {% endfor %}
    {% endfor %}
    {% do return(sampled | sort) %}
{% endmacro %}


{# What settings and modes change without making a number wrong, for the log of a build. #}
{% macro setting_notes() %}
    {% set notes = [] %}
    {% set kept = [] %}
    {% for node in ml_monitor.package_models() if ml_monitor.is_kept(node) %} {% do kept.append(node) %} {% endfor %}
    {% set rebuilt = kept | selectattr("config.materialized", "equalto", "table") | map(attribute="name") | list %}
    {% if rebuilt and ml_monitor.kept_results() != "table" %}
        {% do notes.append("materialized: table makes " ~ ml_monitor.model_list(rebuilt) ~ " compute everything in every run; by default they compute what changed") %}
    {% endif %}
    {% set refused = kept | selectattr("config.full_refresh", "sameas", false) | map(attribute="name") | list %}
    {% if flags.FULL_REFRESH and refused %}
        {% do notes.append(
            "--full-refresh does not rebuild " ~ ml_monitor.model_list(refused) ~ ", since full_refresh: false is set; only what changed is computed"
        ) %}
    {% endif %}
    {% if flags.EMPTY %}
        {% do notes.append("--empty leaves results that are kept from run to run as they are and empties all other tables; a run without it fills them") %}
    {% endif %}
    {% do return(notes) %}
{% endmacro %}
