{# How a monitor names the relations it reads: `reference` and `analysis`, or `scored` with a rule in `reference` that divides it. #}
{% macro relation_spec_errors(place, raw) %}
    {% set named = "the name of a model, seed or snapshot, {source: [schema_name, table_name]}, or {package: name, ref: name}" %}
    {% set errors = [] %}
    {% for key in ['reference', 'analysis', 'scored'] if raw.get(key) is not none and not (key == "reference" and raw.get("scored") is not none) %}
        {% set is_rule = key == "reference" and raw[key] is mapping and raw[key].keys() | select("in", ["until", "between", "where"]) | list %}
        {% if is_rule %}
            {% do errors.append(ml_monitor.error_line(place, "scored", "nothing", named ~ ": what `reference: " ~ raw[key] ~ "` divides")) %}
        {% elif not ml_monitor.is_relation_spec(raw[key]) %}
            {% do errors.append(ml_monitor.error_line(place, key, raw[key], named ~ ml_monitor.without_jinja(raw[key]))) %}
        {% endif %}
    {% endfor %}
    {% if raw.get("scored") is not none %} {% do return(errors + ml_monitor.reference_rule_errors(place, raw)) %} {% endif %}
    {% if raw.get("reference") is not none and raw.reference == raw.get("analysis") %}
        {% do errors.append(
            ml_monitor.error_line(
                place,
                "analysis",
                raw.analysis,
                "another relation than `reference`; for one relation that holds both periods write `scored: " ~ raw.analysis ~ "` and `reference: {until: '2025-05-01'}`",
            )
        ) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{# The rule that divides one relation into reference and analysis. #}
{% macro reference_rule_errors(place, raw) %}
    {% set errors = [] %}
    {% set rule = raw.get("reference") %}
    {% set forms = "{until: date}, {between: [date, date]} or {where: \"a condition in SQL\"}" %}
    {% if raw.get("analysis") is not none %}
        {% do errors.append(
            ml_monitor.error_line(place, "analysis", raw.analysis, "nothing; with `scored` the analysis is what `reference` leaves")
        ) %}
    {% endif %}
    {% if rule is not mapping or rule | length != 1 or (rule.keys() | first) not in ["until", "between", "where"] %}
        {% do errors.append(ml_monitor.error_line(place, "reference", "nothing" if rule is none else rule, forms ~ ", since `scored` is given")) %}
        {% do return(errors) %}
    {% endif %}
    {% set kind = rule.keys() | first %}
    {% set value = rule[kind] %}
    {% set instants = "a date such as 2025-05-01, or 2025-05-01 12:30:00" %}
    {% if kind == "where" %}
        {% if not ml_monitor.is_name(value) or ";" in value or "--" in value or "/*" in value %}
            {% do errors.append(ml_monitor.error_line(place, "reference.where", value, "one condition in SQL over the columns of `scored`, without comments")) %}
        {% endif %}
    {% elif raw.get("timestamp") is none %}
        {% do errors.append(ml_monitor.error_line(place, "timestamp", "nothing", "the name of a column; reference." ~ kind ~ " needs it")) %}
    {% endif %}
    {% if kind == "until" and not ml_monitor.is_time_literal(value) %}
        {% do errors.append(ml_monitor.error_line(place, "reference.until", value, instants)) %}
    {% elif kind == "between" and not (
        ml_monitor.is_list(value)
        and value | length == 2
        and ml_monitor.is_time_literal(value[0])
        and ml_monitor.is_time_literal(value[1])
        and value[0] | string < value[1] | string
    ) %}
        {% do errors.append(ml_monitor.error_line(place, "reference.between", value, "[first, end], the first before the end, each " ~ instants)) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{#
  Whether a value names a relation in one of the allowed ways. A name with other characters than letters, digits, `_`, `.`, `-` and `$` is no name of a dbt node:
  handing it to ref() would stop dbt while it parses the whole project.
#}
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
    {% do return(ml_monitor.is_name(spec) and modules.re.match("^[\\w.$-]+$", spec) is not none) %}
{% endmacro %}


{# What to write in place of a call such as "{{ ref('scored_rows') }}", which is only text within `vars`. #}
{% macro without_jinja(spec) %}
    {% set call = modules.re.search("(ref|source)\\s*\\(([^)]*)\\)", spec | string) %}
    {% if call is none %} {% do return("") %} {% endif %}
    {% set names = [] %}
    {% for name in call.group(2).split(",") %} {% do names.append(name | trim | replace("'", "") | replace('"', "")) %} {% endfor %}
    {% if call.group(1) == "source" %} {% do return(". Write {source: [" ~ names | join(", ") ~ "]}") %} {% endif %}
    {% do return(". Write " ~ (names[0] if names | length == 1 else "{package: " ~ names[0] ~ ", ref: " ~ names[1] ~ "}")) %}
{% endmacro %}
