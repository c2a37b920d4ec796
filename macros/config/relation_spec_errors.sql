{% macro relation_spec_errors(place, raw) %}
    {% set errors = [] %}
    {% for key in ['reference', 'analysis'] if raw.get(key) is not none and not ml_monitor.is_relation_spec(raw[key]) %}
        {% do errors.append(
            ml_monitor.error_line(
                place,
                key,
                raw[key],
                "the name of a model, seed or snapshot, {source: [schema_name, table_name]}, or {package: name, ref: name}",
            )
        ) %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{% macro is_relation_spec(spec) %}
    {% if spec is mapping %}
        {% set keys = spec.keys() | sort %}
        {% if keys == ["source"] %}
            {% set pair = spec.source %}
            {% do return(
                ml_monitor.is_list(pair) and pair | length == 2 and ml_monitor.is_name(pair[0]) and ml_monitor.is_name(pair[1])
            ) %}
        {% endif %}
        {% do return(keys == ["package", "ref"] and ml_monitor.is_name(spec.package) and ml_monitor.is_name(spec.ref)) %}
    {% endif %}
    {% do return(ml_monitor.is_name(spec)) %}
{% endmacro %}
