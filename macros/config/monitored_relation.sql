{#
  The relation that a monitor's `reference`, `analysis` or `scored` names: the name of a model, seed or snapshot of the user's project,
  {source: [schema, table]}, or {package: p, ref: m}.
#}
{% macro monitored_relation(spec) %}
    {% if spec is mapping and "source" in spec %} {% do return(source(spec.source[0], spec.source[1])) %}
    {% elif spec is mapping %} {% do return(ref(spec.package, spec.ref)) %}
    {% else %}
        {# The name of the root project in front keeps dbt from warning that a package refers to a node outside itself. #}
        {% do return(ref(project_name, spec)) %}
    {% endif %}
{% endmacro %}


{# The name of that relation, without the limit that `--empty` puts on the rows. #}
{% macro relation_name(spec) %}
    {% set relation = ml_monitor.monitored_relation(spec) %} {% do return(relation.render() if relation.render is defined else relation) %}
{% endmacro %}


{# The relations that a monitor names, by key, as far as they are named in an allowed way: reference and analysis, or scored for both. #}
{% macro relation_specs(raw) %}
    {% set specs = {} %}
    {% for key in (["scored"] if raw.get("scored") is not none else ["reference", "analysis"]) %}
        {% if ml_monitor.is_relation_spec(raw.get(key)) %} {% do specs.update({key: raw[key]}) %} {% endif %}
    {% endfor %}
    {% do return(specs) %}
{% endmacro %}


{#
  The rows of one period of a monitor, for a `from` clause: its relation, or the part of `scored` that the setting `reference` gives to the period.
    {until: t}         reference: rows before t; analysis: all others
    {between: [a, b]}  reference: rows from a until before b; analysis: rows from b on. Rows before a belong to neither
    {where: condition} reference: rows for which it is true; analysis: all others
  Rows without a timestamp belong to the analysis, where input checks tell of them.
  Rows of chunks that the run trusts (macros/lookback) are left out.
#}
{% macro monitored_rows(monitor, period) %}
    {% set relation = ml_monitor.monitored_relation(monitor[period]) %}
    {% set conditions = [ml_monitor.is_row_of_period(monitor, period, "scored_rows"), ml_monitor.is_recent_row(monitor, period, "scored_rows")] %}
    {% set conditions = conditions | reject("none") | list %}
    {% if not conditions %} {% do return(relation) %} {% endif %}
    {% do return("(select scored_rows.* from " ~ relation ~ " as scored_rows where " ~ conditions | join(" and ") ~ ")") %}
{% endmacro %}


{# The condition that the setting `reference` of a monitor with `scored` makes of it; none where each period has a relation of its own. #}
{% macro is_row_of_period(monitor, period, alias) %}
    {% set rule = monitor.reference_rule %}
    {% if rule is none %} {% do return(none) %} {% endif %}
    {% if "where" in rule %}
        {% set is_reference = "case when (" ~ rule.where ~ "\n) then 1 else 0 end" %}
        {% do return(is_reference ~ " = " ~ (1 if period == "reference" else 0)) %}
    {% endif %}
    {% set timestamp = ml_monitor.row_timestamp(monitor, alias, period) %}
    {% set begin = ml_monitor.time_literal(rule.between[0]) if "between" in rule else none %}
    {% set end = ml_monitor.time_literal(rule.between[1] if "between" in rule else rule.until) %}
    {% if period == "analysis" %} {% do return("(" ~ timestamp ~ " >= " ~ end ~ " or " ~ timestamp ~ " is null)") %} {% endif %}
    {% if begin is none %} {% do return(timestamp ~ " < " ~ end) %} {% endif %}
    {% do return(timestamp ~ " >= " ~ begin ~ " and " ~ timestamp ~ " < " ~ end) %}
{% endmacro %}


{# A date or time of the configuration as a literal, by the clock of the monitor's time zone. YAML gives a date that stands without quotes as a date. #}
{% macro time_literal(value) %} {% do return("cast('" ~ value ~ "' as " ~ ml_monitor.type_time() ~ ")") %} {% endmacro %}


{# Whether a value of the configuration is a date (2025-05-01), alone or with a time of day (2025-05-01 12:30:00). #}
{% macro is_time_literal(value) %}
    {% do return(modules.re.match("^\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}([.]\\d{1,6})?)?)?$", value | string) is not none) %}
{% endmacro %}
