{#
  What only the warehouse can tell about the configuration: relations that do not exist, columns that are missing or of the wrong type.
  It reads the warehouse's metadata, no rows, and only while monitor_chunk_fingerprints is being built: compiling asks nothing.
  Relations of monitors whose text is wrong are still named here, so that dbt knows of the dependency before the mistake is corrected.
#}
{% macro relation_errors(raw_monitors) %}
    {% set errors = [] %}
    {% set is_building = execute and flags.WHICH in ["run", "build"] %}
    {% if raw_monitors is mapping %}
        {% for name, raw in raw_monitors.items() if raw is mapping %}
            {% for key in ['reference', 'analysis'] if ml_monitor.is_relation_spec(raw.get(key)) %}
                {% set relation = ml_monitor.monitored_relation(raw[key]) %}
                {% if is_building %}
                    {% do errors.extend(ml_monitor.errors_of_relation("monitor '" ~ name ~ "'", key, raw, relation)) %}
                {% endif %}
            {% endfor %}
        {% endfor %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{% macro errors_of_relation(place, key, raw, relation) %}
    {% if relation.is_cte or not relation.schema %}
        {% do return([ml_monitor.error_line(place, key, "the ephemeral model " ~ relation.identifier, "a model that is materialized as a table or view")]) %}
    {% endif %}
    {% set found = load_relation(relation) %}
    {% if not found %}
        {% do return([ml_monitor.error_line(place, key, "no relation " ~ relation, "a table or view that exists")]) %}
    {% endif %}
    {% set columns = adapter.get_columns_in_relation(found) %}
    {% set errors = [] %}
    {% set all_wanted = ml_monitor.wanted_columns(raw, key) %}
    {% for wanted, column in zip(all_wanted, ml_monitor.columns_named(columns, all_wanted | map(attribute="name") | list)) %}
        {% if column is none and wanted.key == "y_true" and key == "analysis" %}
        {# The analysis may lack the label's column as long as no labels have come. #}
        {% elif column is none %}
            {% do errors.append(
                ml_monitor.error_line(
                    place,
                    wanted.key,
                    "'" ~ wanted.name ~ "', which " ~ relation ~ " (" ~ key ~ ") does not have",
                    "one of its columns: " ~ columns | map(attribute="name") | join(", "),
                )
            ) %}
        {% elif wanted.types and ml_monitor.type_class(column.dtype) not in wanted.types %}
            {% do errors.append(
                ml_monitor.error_line(
                    place,
                    wanted.key,
                    "'" ~ wanted.name ~ "' of type " ~ column.dtype ~ " in " ~ relation ~ " (" ~ key ~ ")",
                    " or ".join(wanted.types) ~ "; cast it in your model",
                )
            ) %}
        {% elif wanted.get("classes") and not ml_monitor.can_hold_labels(ml_monitor.type_class(column.dtype), wanted.classes) %}
            {% do errors.append(
                ml_monitor.error_line(
                    place,
                    wanted.key,
                    "'" ~ wanted.name ~ "' of type " ~ column.dtype ~ " in " ~ relation ~ " (" ~ key ~ ")",
                    "a type that can hold the classes " ~ wanted.classes | map(attribute="name") | join(", "),
                )
            ) %}
        {% endif %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{# The columns that a monitor needs in its `reference` or `analysis`, each with the kinds of type it may have, and the classes it must be able to hold. #}
{% macro wanted_columns(raw, key) %}
    {% set wanted = [] %}
    {% set is_classification = raw.get("problem_type") in ["classification_binary", "classification_multiclass"] %}
    {% set classes = ml_monitor.classes_of_monitor(raw) if is_classification and not ml_monitor.classification_errors("", raw) else [] %}
    {% set outcome_types = ["number", "text", "boolean"] if is_classification else ["number"] %}
    {% set singles = {"row_id": ["number", "text"], "timestamp": ["timestamp"], "y_pred": outcome_types, "y_true": outcome_types} %}
    {% for name, types in singles.items() if ml_monitor.is_name(raw.get(name)) %}
        {% set held = classes if name in ["y_pred", "y_true"] else [] %}
        {% do wanted.append({"key": name, "name": raw[name], "types": types, "classes": held}) %}
    {% endfor %}
    {% for class in classes if class.column is not none %}
        {% do wanted.append({"key": "y_pred_proba", "name": class.column, "types": ["number"]}) %}
    {% endfor %}
    {% set lists = {"continuous_columns": ["number"], "categorical_columns": ["text", "number", "boolean", "timestamp"]} %}
    {% for list_key, types in lists.items() if ml_monitor.is_list(raw.get(list_key)) %}
        {% for name in raw[list_key] if ml_monitor.is_name(name) %}
            {% do wanted.append({"key": list_key, "name": name, "types": types}) %}
        {% endfor %}
    {% endfor %}
    {% do return(wanted) %}
{% endmacro %}


{# The kind of a warehouse type: number, text, boolean, timestamp (dates too) or other. #}
{% macro type_class(dtype) %}
    {# What stands in brackets is no type: the labels of an enum, the digits of a decimal. #}
    {% set name = dtype | lower if "[" in dtype else (dtype | lower).split("(")[0] %}
    {% set kinds = {
        "other": ["[", "array", "list", "struct", "map", "json", "variant", "object", "blob", "bytea", "binary", "interval"],
        "timestamp": ["timestamp", "datetime", "date"],
        "boolean": ["bool"],
        "text": ["char", "text", "string", "enum", "uuid"],
        "number": ["int", "decimal", "numeric", "number", "float", "double", "real"],
    } %}
    {% for kind, marks in kinds.items() %} {% for mark in marks if mark in name %} {% do return(kind) %} {% endfor %} {% endfor %}
    {% do return("other") %}
{% endmacro %}


{# The columns of a relation that bear the given names, in their order; none for a name that no column has. #}
{% macro columns_named(columns, names) %}
    {% set by_key = dict(zip(ml_monitor.identifier_keys(columns | map(attribute="name") | list), columns)) %}
    {% set found = [] %}
    {% for key in ml_monitor.identifier_keys(names) %} {% do found.append(by_key.get(key)) %} {% endfor %}
    {% do return(found) %}
{% endmacro %}


{#
  Whether a relation has a column, by the warehouse's metadata; assumed where nothing is being built, so that compiling asks nothing.
#}
{% macro has_column(relation, column_name) %}
    {% if not (execute and flags.WHICH in ["run", "build"]) %} {% do return(true) %} {% endif %}
    {% do return(ml_monitor.columns_named(adapter.get_columns_in_relation(load_relation(relation)), [column_name])[0] is not none) %}
{% endmacro %}


{# The kind of a column's type (type_class), by the warehouse's metadata; `other` where nothing is being built. #}
{% macro column_type_class(relation, column_name) %}
    {% if not (execute and flags.WHICH in ["run", "build"]) %} {% do return("other") %} {% endif %}
    {% set column = ml_monitor.columns_named(adapter.get_columns_in_relation(load_relation(relation)), [column_name])[0] %}
    {% do return("other" if column is none else ml_monitor.type_class(column.dtype)) %}
{% endmacro %}
