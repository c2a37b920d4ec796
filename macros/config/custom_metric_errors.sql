{# The setting `custom_metrics`. Whether its columns are there, relation_errors() looks. #}
{% macro custom_metric_errors(place, raw) %}
    {% set metrics = raw.get("custom_metrics") %}
    {% if metrics is none %} {% do return([]) %} {% endif %}
    {% if metrics is not mapping %}
        {% do return([ml_monitor.error_line(place, "custom_metrics", metrics, "a mapping of names to {sql: SQL} or {derived: SQL}")]) %}
    {% endif %}
    {% set errors = [] %}
    {% if metrics | length > 50 %}
        {% do errors.append(ml_monitor.error_line(place, "custom_metrics", metrics | length ~ " metrics", "at most 50")) %}
    {% endif %}
    {% set seen = [] %}
    {% for name, setting in metrics.items() %}
        {% set key = "custom_metrics." ~ name %}
        {% do errors.extend(ml_monitor.custom_name_errors(place, key, name, raw)) %}
        {% if name | string | lower in seen %}
            {% do errors.append(ml_monitor.error_line(place, key, "'" ~ name ~ "', which is there twice", "each name once, in whatever case")) %}
        {% endif %}
        {% do seen.append(name | string | lower) %}
        {% if setting is not mapping %}
            {% do errors.append(ml_monitor.error_line(place, key, setting, "a mapping {sql: SQL} or {derived: SQL}")) %}
        {% else %} {% do errors.extend(ml_monitor.errors_of_custom_metric(place, key, setting, raw)) %}
        {% endif %}
    {% endfor %}
    {% do return(errors + ml_monitor.derived_errors(place, metrics)) %}
{% endmacro %}


{# A name is a word, since `derived` names metrics, and no other: not that of a metric, of a family or of a column that the monitor watches, whose mutes and incidents it would share. #}
{% macro custom_name_errors(place, key, name, raw) %}
    {% if name is not string or not modules.re.match("^[A-Za-z][A-Za-z0-9_]*$", name) or name | length > 60 %}
        {% set allowed = "a name of at most 60 letters, digits and _, beginning with a letter" %}
        {% do return([ml_monitor.error_line(place, key, "the name '" ~ name ~ "'", allowed)]) %}
    {% endif %}
    {% set lower = name | lower %}
    {% set families = ["business", "estimated_business"] %}
    {% for metric in ml_monitor.metric_registry() %} {% do families.extend(metric.families) %} {% endfor %}
    {% set columns = ml_monitor.columns_of_raw_monitor(raw) | map("lower") | list %}
    {% set words = ml_monitor.expression_keywords() + ml_monitor.scalar_functions() + ml_monitor.aggregate_functions() + ["date", "timestamp"] %}
    {% for owner, names in {
        "another metric": ml_monitor.package_metric_names() + ["confusion_matrix", "estimated"],
        "a family of metrics": families,
        "a column of the monitor": columns,
        "a word of SQL": words,
    }.items() if lower in names or (owner == "another metric" and ml_monitor.is_metric_name(lower, [])) %}
        {% do return([ml_monitor.error_line(place, key, "the name '" ~ name ~ "', which is " ~ owner, "a name of its own")]) %}
    {% endfor %}
    {% do return([]) %}
{% endmacro %}


{# Errors in one metric. #}
{% macro errors_of_custom_metric(place, key, setting, raw) %}
    {% set errors = [] %}
    {% set is_derived = setting.get("derived") is not none and setting.get("sql") is none %}
    {% set keys = ["derived", "worse"] if is_derived else ["sql", "derived", "worse", "needs_labels", "estimate"] %}
    {% for name in setting if name not in keys %}
        {% if is_derived and name in ["needs_labels", "estimate"] %}
            {% do errors.append(ml_monitor.error_line(place, key ~ "." ~ name, setting[name], "nothing; it follows from the metrics that `derived` names")) %}
        {% else %} {% do errors.append(ml_monitor.unknown_name_error(place, key ~ "." ~ name, "an unknown key", name, keys)) %}
        {% endif %}
    {% endfor %}
    {% if (setting.get("sql") is none) == (setting.get("derived") is none) %}
        {% do errors.append(ml_monitor.error_line(place, key, "both" if setting.get("sql") is not none else "neither", "one of `sql` and `derived`")) %}
    {% endif %}
    {% if setting.get("worse") is not none and setting.worse not in ["above", "below"] %}
        {% do errors.append(ml_monitor.unknown_name_error(place, key ~ ".worse", setting.worse, setting.worse | string, ["above", "below"])) %}
    {% endif %}
    {% set needs_labels = setting.get("needs_labels") %}
    {% if needs_labels is not none and needs_labels is not boolean %}
        {% do errors.append(ml_monitor.error_line(place, key ~ ".needs_labels", needs_labels, "true or false")) %}
    {% endif %}
    {% for column in ["y_true", "y_pred"] if needs_labels is true and raw.get(column) is none %}
        {% do errors.append(ml_monitor.error_line(place, column, "nothing", "the name of a column; " ~ key ~ " needs labels")) %}
    {% endfor %}
    {% for name, kind in {"sql": "aggregate", "derived": "derived"}.items() if setting.get(name) is not none %}
        {% do errors.extend(ml_monitor.errors_of_expression(place, key ~ "." ~ name, setting[name], kind, none if needs_labels is true else raw.get("y_true"))) %}
    {% endfor %}
    {% if setting.get("estimate") is not none and not is_derived %}
        {% do errors.extend(ml_monitor.estimate_errors(place, key, setting, raw)) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{# What `derived` metrics name: other metrics of the setting and row_count, and none of them itself, be it by a detour. #}
{% macro derived_errors(place, metrics) %}
    {% set errors = [] %}
    {% set named, known = {}, ["row_count"] %}
    {% for name, setting in metrics.items() if name is string and setting is mapping %}
        {% do known.append(name) %}
        {% set is_text = setting.get("derived") is string and not ml_monitor.expression_problems(setting.derived, "derived") %}
        {% do named.update({name: ml_monitor.columns_in_tokens(ml_monitor.expression_tokens(setting.derived)) if is_text else []}) %}
    {% endfor %}
    {% for name, words in named.items() %}
        {% for word in words if word not in known %}
            {% set found = "'" ~ word ~ "', which is no metric of `custom_metrics`" %}
            {% do errors.append(ml_monitor.unknown_name_error(place, "custom_metrics." ~ name ~ ".derived", found, word, known)) %}
        {% endfor %}
        {% if not words and metrics[name].get("derived") is string and not ml_monitor.expression_problems(metrics[name].derived, "derived") %}
            {% do errors.append(ml_monitor.error_line(place, "custom_metrics." ~ name ~ ".derived", "no metric", "at least one of " ~ known | join(", "))) %}
        {% endif %}
    {% endfor %}
    {% set ordered = ml_monitor.in_order_of_need(named) %}
    {% set circle = named.keys() | reject("in", ordered) | list %}
    {% if circle and not errors %}
        {% set found = "a circle of " ~ circle | join(", ") %}
        {% do errors.append(ml_monitor.error_line(place, "custom_metrics." ~ circle[0] ~ ".derived", found, "metrics that do not need themselves")) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{# Names so that each comes behind those that it needs; without those of a circle. `named`: what each of them needs. #}
{% macro in_order_of_need(named) %}
    {% set ordered = [] %}
    {% for _ in named %}
        {% for name, words in named.items() if name not in ordered %}
            {% if words | reject("in", ordered) | select("in", named) | list == [] %} {% do ordered.append(name) %} {% endif %}
        {% endfor %}
    {% endfor %}
    {% do return(ordered) %}
{% endmacro %}
