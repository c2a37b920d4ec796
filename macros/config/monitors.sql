{#
  The monitors of the project as a list of complete mappings: what the user wrote in `vars.ml_monitors`, every default filled in.
  A wrong configuration stops whatever node asks first with one message that lists all problems. While the project is only being parsed there are none: a
  mistake in a monitor never stops the rest of the user's project from loading, and nobody reads what a model would be. So what a model depends on
  must not be named only inside a loop over monitors.
#}
{% macro monitors() %}
    {% if not execute %} {% do return([]) %} {% endif %}
    {% set raw_monitors = ml_monitor.raw_monitors() %}
    {% set errors = [] if ml_monitor.is_checked_by_first_model() else ml_monitor.configuration_errors(raw_monitors) %}
    {% if errors %} {% do ml_monitor.raise_errors(errors) %} {% endif %}
    {% do return(ml_monitor.complete_monitors(raw_monitors)) %}
{% endmacro %}


{#
  Whether the package's first model is part of this run and so has found no error in the configuration, since every other model of the package waits for it.
  To look again in each of them would take longer than all else that is done with the settings.
#}
{% macro is_checked_by_first_model() %}
    {% set first = "model.ml_monitor.monitor_chunk_fingerprints" %}
    {% if first not in selected_resources %} {% do return(false) %} {% endif %}
    {% do return(model.package_name == "ml_monitor" and model.resource_type == "model" and model.unique_id != first) %}
{% endmacro %}


{# Monitors that were found valid, complete and with their numbers. #}
{% macro complete_monitors(raw_monitors) %}
    {% set registry = ml_monitor.metric_registry() %}
    {% set monitors = [] %}
    {% for name, raw in raw_monitors.items() %}
        {% do monitors.append(dict(ml_monitor.complete_monitor(name, raw, registry), number=loop.index, trusted=none)) %}
    {% endfor %}
    {% do return(monitors) %}
{% endmacro %}


{#
  The same with the types of their columns (monitors_with_types) and what the run trusts (monitors_with_trust): for models that read the monitored relations. They have to
  come after monitor_chunk_fingerprints.
#}
{% macro typed_monitors() %}
    {% set typed = ml_monitor.monitors_with_types(ml_monitor.monitors(), ml_monitor.described_relations(ml_monitor.raw_monitors())) %}
    {% do return(ml_monitor.monitors_with_trust(typed, ml_monitor.trust_of_run(typed))) %}
{% endmacro %}


{# `vars.ml_monitors` as it is written; no monitors at all is an empty mapping. #}
{% macro raw_monitors() %} {% do return(var("ml_monitors", {}) or {}) %} {% endmacro %}
