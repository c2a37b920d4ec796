{#
  Relations of the user's project that dbt does not know. An unknown name handed to ref() would stop dbt while it parses, and with it every model of the user's
  (docs/decisions/0012-unknown-relations-are-told-by-the-package.md).
#}
{% macro unknown_relation_errors(place, raw) %}
    {% set errors = [] %}
    {% set nodes = ml_monitor.nodes_known_to_dbt() %}
    {% if nodes is none %} {% do return(errors) %} {% endif %}
    {% for key, name in ml_monitor.relation_specs(raw).items() if name is string and not ml_monitor.ids_of_node(nodes, name) %}
        {% set found = "'" ~ name ~ "', which is no enabled model, seed or snapshot of the project '" ~ project_name ~ "'" %}
        {% set line = ml_monitor.error_line(place, key, found, "the name of one, {source: [schema_name, table_name]}, or {package: name, ref: name}") %}
        {% do errors.append(line ~ (ml_monitor.did_you_mean(name, ml_monitor.relation_names(nodes)) if execute else "")) %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{#
  Relations that dbt came to know after it last parsed the package's models: it saved those without the dependency, and saves time by not parsing them again.
#}
{% macro relations_parsed_too_early(place, raw) %}
    {% set errors = [] %}
    {% for key, name in ml_monitor.relation_specs(raw).items() if execute and name is string %}
        {% if ml_monitor.ids_of_node(graph.nodes, name) and not ml_monitor.can_be_referred_to(name) %}
            {% set found = "'" ~ name ~ "', which dbt did not know yet when it last parsed the models of ml_monitor" %}
            {% do errors.append(ml_monitor.error_line(place, key, found, "one run with `--no-partial-parse`, which parses them again")) %}
        {% endif %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{# Whether ref() takes the name of a relation: while dbt parses and in an operation, a known one; later, one that the present model was parsed with. #}
{% macro can_be_referred_to(spec) %}
    {% set nodes = ml_monitor.nodes_known_to_dbt() %}
    {% if spec is mapping or nodes is none %} {% do return(true) %} {% endif %}
    {% set ids = ml_monitor.ids_of_node(nodes, spec) %}
    {% set is_of_model = execute and flags.WHICH != "run-operation" %}
    {% do return((ids | select("in", model.depends_on.nodes) | list if is_of_model else ids) | length > 0) %}
{% endmacro %}


{#
  The nodes that dbt knows, by id. While dbt parses, `graph` is empty, and only the resolver behind `ref` sees the nodes parsed so far; the root project is parsed
  before its packages. None where a dbt shows neither (dbt 2): then an unknown name stops dbt itself.
#}
{% macro nodes_known_to_dbt() %}
    {% if execute %} {% do return(graph.nodes) %} {% endif %}
    {% if ref.manifest is defined and ref.manifest.nodes is defined %} {% do return(ref.manifest.nodes) %} {% endif %}
    {% do return(none) %}
{% endmacro %}


{# The ids of a model (of all its versions), seed or snapshot of the user's project. #}
{% macro ids_of_node(nodes, name) %}
    {% set ids = [] %}
    {% for type in ["model", "seed", "snapshot"] %}
        {% set id = type ~ "." ~ project_name ~ "." ~ name %} {% if id in nodes %} {% do ids.append(id) %} {% endif %}
    {% endfor %}
    {% if not ids and not execute %}
        {% if name in ml_monitor.snapshots_in_yml() %} {% do ids.append("snapshot." ~ project_name ~ "." ~ name) %} {% endif %}
    {% endif %}
    {% if not ids %}
        {% set prefix = "model." ~ project_name ~ "." ~ name ~ ".v" %}
        {% for id in nodes if id.startswith(prefix) %} {% do ids.append(id) %} {% endfor %}
    {% endif %}
    {% do return(ids) %}
{% endmacro %}


{# The names of the snapshots that yml files define: dbt has read these files already, and parses them last. #}
{% macro snapshots_in_yml() %}
    {% set names = [] %}
    {% for file in (ref.manifest.files.values() if ref.manifest.files is defined else []) %}
        {% for snapshot in (file.dict_from_yaml.get("snapshots") or [] if file.dict_from_yaml is mapping else []) %}
            {% do names.append(snapshot.name) %}
        {% endfor %}
    {% endfor %}
    {% do return(names) %}
{% endmacro %}


{# The names of the models, seeds and snapshots of the user's project. #}
{% macro relation_names(nodes) %}
    {% set names = [] %}
    {% for id, node in nodes.items() if node.resource_type in ["model", "seed", "snapshot"] and node.package_name == project_name %}
        {% do names.append(node.name) %}
    {% endfor %}
    {% do return(names) %}
{% endmacro %}
