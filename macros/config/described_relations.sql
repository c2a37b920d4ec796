{#
  The relations that monitors name, each with its columns and their types, by the warehouse's metadata: each is asked for once. None where nothing is
  being built or checked, so that compiling asks nothing; dbt learns of the dependencies all the same, also from monitors whose text is wrong.

  A mapping from the relation's text to
    relation   the relation
    problem    why it cannot be read, or none
    columns    a list of mappings name, type, family
    by_key     the same by identifier_keys() of the name
#}
{% macro described_relations(raw_monitors) %}
    {% set is_asking = execute and flags.WHICH in ["run", "build", "run-operation"] %}
    {% set described = {} %}
    {% for raw in (raw_monitors.values() if raw_monitors is mapping else []) if raw is mapping %}
        {% for spec in ml_monitor.relation_specs(raw).values() if ml_monitor.can_be_referred_to(spec) %}
            {% set relation = ml_monitor.monitored_relation(spec) %}
            {% if is_asking and relation | string not in described %}
                {% do described.update({relation | string: ml_monitor.described_relation(relation)}) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {% do return(described if is_asking else none) %}
{% endmacro %}


{# Tells dbt, while it parses, that a model depends on the relations that monitors name. #}
{% macro depend_on_monitored() %}
    {% if not execute %} {% do ml_monitor.described_relations(ml_monitor.raw_monitors()) %} {% endif %}
{% endmacro %}


{% macro described_relation(relation) %}
    {% if relation.is_cte or not relation.schema %} {% do return({"relation": relation, "problem": "ephemeral"}) %} {% endif %}
    {% set found = load_relation(relation) %}
    {% if not found %} {% do return({"relation": relation, "problem": "missing"}) %} {% endif %}
    {% set columns = [] %}
    {% for name, type in ml_monitor.column_types(found) %}
        {% set family = "instant" if ml_monitor.is_instant_type(type) else ml_monitor.type_family(type) %}
        {% do columns.append({"name": name, "type": type, "family": family}) %}
    {% endfor %}
    {% set keys = ml_monitor.identifier_keys(columns | map(attribute="name") | list) %}
    {% do return({"relation": relation, "problem": none, "columns": columns, "by_key": dict(zip(keys, columns))}) %}
{% endmacro %}


{# The columns of a described relation that bear the given names, in their order; none for a name that no column has. #}
{% macro columns_named(description, names) %}
    {% set found = [] %}
    {% for key in ml_monitor.identifier_keys(names) %} {% do found.append(description.by_key.get(key)) %} {% endfor %}
    {% do return(found) %}
{% endmacro %}


{#
  The monitors with `families`: by period and name, the family of the type (type_family) of each column that they read; none where nothing is being built.
  How categories are written depends on the types in both relations, so the version of the columns includes it.
#}
{% macro monitors_with_types(monitors, described) %}
    {% set typed = [] %}
    {% set of_rows = ml_monitor.settings_by_effect().rows if monitors else [] %}
    {% for monitor in monitors %}
        {% if described is none %}
            {% do typed.append(dict(monitor, families=none, columns_version=ml_monitor.columns_version(monitor, of_rows), read_version=":none")) %}
        {% else %}
            {% set names = ml_monitor.names_of_columns(monitor) %}
            {% set families = {} %}
            {% for period in ["reference", "analysis"] %}
                {% set description = described[ml_monitor.monitored_relation(monitor[period]) | string] %}
                {% set of_period = {} %}
                {% for name, column in zip(names, ml_monitor.columns_named(description, names)) if column is not none %}
                    {% do of_period.update({name: column.family}) %}
                {% endfor %}
                {% do families.update({period: of_period}) %}
            {% endfor %}
            {% set columns_version = local_md5(ml_monitor.columns_version(monitor, of_rows) ~ ml_monitor.category_families(monitor, families)) %}
            {% set read_version = ml_monitor.read_version(monitor, families, columns_version) %}
            {% do typed.append(dict(monitor, families=families, columns_version=columns_version, read_version=read_version)) %}
        {% endif %}
    {% endfor %}
    {% do return(typed) %}
{% endmacro %}


{# The names of the columns that a monitor reads, each once. #}
{% macro names_of_columns(monitor) %}
    {% set singles = [monitor.row_id, monitor.timestamp, monitor.y_true, monitor.y_pred] | reject("none") | list %}
    {% do return(
        (
            singles
            + monitor.continuous_columns
            + monitor.categorical_columns
            + ml_monitor.probability_columns(monitor)
            + ml_monitor.segment_columns_of(monitor.raw)
            + ml_monitor.columns_of_custom_metrics(monitor.raw) | map(attribute="name") | list
        ) | unique(case_sensitive=true) | list
    ) %}
{% endmacro %}


{# The families of a monitor's categorical columns and those that segments are cut by in both relations, as one text. #}
{% macro category_families(monitor, families) %}
    {% set parts = [] %}
    {% for name in monitor.categorical_columns + ml_monitor.segment_columns_of(monitor.raw) %}
        {% do parts.append(families.reference.get(name) ~ "/" ~ families.analysis.get(name)) %}
    {% endfor %}
    {% do return(parts | join(" ")) %}
{% endmacro %}


{# The family of a column's type in the relation of a period; `other` where it is not known. #}
{% macro family_of_column(monitor, period, name) %}
    {% do return("other" if monitor.families is none else monitor.families[period].get(name, "other")) %}
{% endmacro %}
