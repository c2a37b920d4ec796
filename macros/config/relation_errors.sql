{#
  What only the warehouse can tell about the configuration: relations that do not exist, columns that are missing or of the wrong type, and types of
  categories that differ between reference and analysis. `described` is what described_relations() gives.
#}
{% macro relation_errors(raw_monitors, described) %}
    {% set errors = [] %}
    {% for name, raw in (raw_monitors.items() if described is not none and raw_monitors is mapping else []) if raw is mapping %}
        {% set place = "monitor '" ~ name ~ "'" %}
        {% set descriptions = {} %}
        {% do errors.extend(ml_monitor.relations_parsed_too_early(place, raw)) %}
        {% for key, spec in ml_monitor.relation_specs(raw).items() if ml_monitor.can_be_referred_to(spec) %}
            {% do descriptions.update({key: described[ml_monitor.monitored_relation(spec) | string]}) %}
            {% do errors.extend(ml_monitor.errors_of_relation(place, key, raw, descriptions[key])) %}
        {% endfor %}
        {% if descriptions | length == 2 and descriptions.values() | rejectattr("problem", "none") | list == [] %}
            {% do errors.extend(ml_monitor.category_type_errors(place, raw, descriptions)) %}
        {% endif %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{% macro errors_of_relation(place, key, raw, description) %}
    {% set relation = description.relation %}
    {% if description.problem == "ephemeral" %}
        {% do return([ml_monitor.error_line(place, key, "the ephemeral model " ~ relation.identifier, "a model that is materialized as a table or view")]) %}
    {% elif description.problem == "missing" %}
        {% do return([ml_monitor.error_line(place, key, "no relation " ~ relation, "a table or view that exists")]) %}
    {% endif %}
    {% set errors = [] %}
    {% set all_wanted = ml_monitor.wanted_columns(raw, key) %}
    {% for wanted, column in zip(all_wanted, ml_monitor.columns_named(description, all_wanted | map(attribute="name") | list)) %}
        {% set kind = none if column is none else ml_monitor.kind_of_family(column.family) %}
        {% if column is none and wanted.key == "y_true" and key == "analysis" %}
        {# The analysis may lack the label's column as long as no labels have come. #}
        {% elif column is none %}
            {% do errors.append(
                ml_monitor.error_line(
                    place,
                    wanted.key,
                    "'" ~ wanted.name ~ "', which " ~ relation ~ " (" ~ key ~ ") does not have",
                    "one of its columns: " ~ description.columns | map(attribute="name") | join(", "),
                )
                ~ ml_monitor.did_you_mean(wanted.name, description.columns | map(attribute="name") | list)
            ) %}
        {% else %}
            {% set found = "'" ~ wanted.name ~ "' of type " ~ column.type ~ " in " ~ relation ~ " (" ~ key ~ ")" %}
            {% if wanted.types and kind not in wanted.types %}
                {% set allowed = " or ".join(wanted.types) ~ "; " ~ ml_monitor.hint_of_family(column.family) %}
                {% do errors.append(ml_monitor.error_line(place, wanted.key, found, allowed)) %}
            {% elif wanted.get("classes") and not ml_monitor.can_hold_labels(kind, wanted.classes) %}
                {% set allowed = "a type that can hold the classes " ~ wanted.classes | map(attribute="name") | join(", ") %}
                {% do errors.append(ml_monitor.error_line(place, wanted.key, found, allowed)) %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{# What to do with a column of a type that cannot be read. #}
{% macro hint_of_family(family) %}
    {% if family == "array" %} {% do return("take an element of the array, or cast it to text, in your model") %}
    {% elif family == "struct" %} {% do return("take a field of it, or cast it to text, in your model") %}
    {% endif %}
    {% do return("cast it in your model") %}
{% endmacro %}


{#
  Categorical columns, and those that segments are cut by, whose values cannot be the same in both relations: a text is never equal to a number. Labels and predictions of a classification are left
  out, since each is told by the name of its class.
#}
{% macro category_type_errors(place, raw, descriptions) %}
    {% set errors = [] %}
    {% set categorical = raw.get("categorical_columns") if ml_monitor.is_list(raw.get("categorical_columns")) else [] %}
    {% set categorical = categorical | select("string") | reject("in", [raw.get("y_true"), raw.get("y_pred")]) | list %}
    {% set names = categorical + ml_monitor.segment_columns_of(raw) | reject("in", categorical) | list %}
    {% set pairs = zip(
        names, ml_monitor.columns_named(descriptions.reference, names), ml_monitor.columns_named(descriptions.analysis, names)
    ) %}
    {% for name, of_reference, of_analysis in pairs if of_reference is not none and of_analysis is not none %}
        {% set kinds = [ml_monitor.kind_of_family(of_reference.family), ml_monitor.kind_of_family(of_analysis.family)] %}
        {% if "other" not in kinds and not ml_monitor.are_comparable(kinds[0], kinds[1]) %}
            {% set quoted = ml_monitor.quoted(name) %}
            {% set casts = [] %}
            {% for period, kind in zip(["reference", "analysis"], kinds) if kind != "text" %}
                {% do casts.append("`cast(" ~ quoted ~ " as " ~ dbt.type_string() ~ ") as " ~ quoted ~ "` in " ~ descriptions[period].relation) %}
            {% endfor %}
            {% do errors.append(
                ml_monitor.error_line(
                    place,
                    "categorical_columns" if name in categorical else "segments",
                    "'"
                    ~ name
                    ~ "' of type "
                    ~ of_reference.type
                    ~ " in "
                    ~ descriptions.reference.relation
                    ~ " (reference), but of type "
                    ~ of_analysis.type
                    ~ " in "
                    ~ descriptions.analysis.relation
                    ~ " (analysis)",
                    "types whose values can be equal; write " ~ casts | join(" and "),
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
    {% for name in ml_monitor.segment_columns_of(raw) if ml_monitor.is_name(name) %}
        {% do wanted.append({"key": "segments", "name": name, "types": lists.categorical_columns}) %}
    {% endfor %}
    {% set late = raw.y_true if ml_monitor.is_name(raw.get("y_true")) and key == "analysis" else none %}
    {% for column in ml_monitor.columns_of_custom_metrics(raw) if late is none or column.name | lower != late | lower %}
        {% do wanted.append(dict(column, types=none)) %}
    {% endfor %}
    {% do return(wanted) %}
{% endmacro %}
