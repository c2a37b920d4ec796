{#
  The custom metrics of a monitor. Only called with a configuration that was found valid.
    metrics     in an order in which each comes behind those that it names: number, name, level (0 without such names), worse, needs_labels, tokens (of the expression over aggregates and metrics), simple (sum,
                avg or count where it is one such aggregate alone), has_extremes (min or max are a part of it), estimate (function, positive and negative: numbers of values)
    aggregates  what they are made of, each once: function, value (the number of a value)
    row_values  the numbers of a row that are aggregated, each once, the columns custom_1, custom_2, ... of the row tables: number, tokens, needs_labels, is_aggregated
    has_groups  whether some metric needs the aggregates of random groups for its sampling error
#}
{% macro custom_metrics_of_monitor(raw) %}
    {% set made = {"metrics": [], "aggregates": [], "row_values": []} %}
    {% set settings = raw.get("custom_metrics") or {} %}
    {% if not settings %} {% do return(dict(made, has_groups=false, estimates=[])) %} {% endif %}
    {% set named, tokens = {}, {} %}
    {# By name: numbers of values are a part of what is kept, and the order of keys is no setting. dbt 2 has another one. #}
    {% for name in settings.keys() | sort(case_sensitive=true) %}
        {% set setting = settings[name] %}
        {% do tokens.update({name: ml_monitor.expression_tokens(setting.get("sql") or setting.derived)}) %}
        {% do named.update({name: ml_monitor.columns_in_tokens(tokens[name]) if setting.get("derived") is not none else []}) %}
    {% endfor %}
    {% for name in ml_monitor.in_order_of_need(named) %}
        {% set setting = settings[name] %}
        {% if setting.get("sql") is not none %}
            {% set metric = ml_monitor.aggregated_metric(made, tokens[name], setting.get("needs_labels") is true) %}
        {% else %} {% set metric = ml_monitor.derived_metric(made, tokens[name], named[name]) %}
        {% endif %}
        {% set estimate = setting.get("estimate") %}
        {% if estimate is not none %}
            {% set parts = {} %}
            {% for part, key in {"positive": "if_positive", "negative": "if_negative"}.items() %}
                {% do parts.update({part: ml_monitor.value_number(made, ml_monitor.expression_tokens(estimate[key]), false, false)}) %}
            {% endfor %}
            {% do metric.update({"estimate": dict(parts, function=metric.simple)}) %}
        {% endif %}
        {% do metric.update({"number": loop.index, "name": name, "worse": setting.get("worse") or "either"}) %}
        {% do made.metrics.append(metric) %}
    {% endfor %}
    {% set with_groups = made.metrics | rejectattr("has_extremes") | selectattr("simple", "none") | list %}
    {% do return(dict(made, has_groups=with_groups | length > 0, estimates=made.metrics | selectattr("estimate") | list)) %}
{% endmacro %}


{# A metric of aggregates; adds what it needs to `made`. #}
{% macro aggregated_metric(made, tokens, needs_labels) %}
    {% set parts = ml_monitor.aggregates_of_tokens(tokens) %}
    {% set names = {} %}
    {% for aggregate in parts.aggregates %}
        {% set number = ml_monitor.aggregate_number(made, aggregate.function, aggregate.tokens, needs_labels) %}
        {% do names.update({"aggregate_" ~ loop.index: "aggregate_" ~ number}) %}
    {% endfor %}
    {% set outer = [] %}
    {% for token in parts.outer %}
        {% do outer.append(dict(token, text=names[token.text]) if token.kind == "aggregate" else token) %}
    {% endfor %}
    {% set functions = parts.aggregates | map(attribute="function") | list %}
    {% set is_simple = outer | length == 1 and functions[0] in ["sum", "avg", "count"] %}
    {% do return(
        {
            "level": 0,
            "tokens": outer,
            "needs_labels": needs_labels,
            "simple": functions[0] if is_simple else none,
            "has_extremes": "min" in functions or "max" in functions,
            "estimate": none,
        }
    ) %}
{% endmacro %}


{# A metric of other metrics. It needs labels if one of them does, and counts the same rows then. #}
{% macro derived_metric(made, tokens, words) %}
    {% set operands = made.metrics | selectattr("name", "in", words) | list %}
    {% set needs_labels = operands | selectattr("needs_labels") | list | length > 0 %}
    {% set names = {} %}
    {% for operand in operands %} {% do names.update({operand.name: "metric_" ~ operand.number}) %} {% endfor %}
    {% if "row_count" in words %}
        {% set one = [{"kind": "number", "text": "1"}] %}
        {% do names.update({"row_count": "aggregate_" ~ ml_monitor.aggregate_number(made, "count", one, needs_labels)}) %}
    {% endif %}
    {% set renamed = [] %}
    {% for token in tokens %}
        {% do renamed.append(dict(token, text=names.get(token.text, token.text)) if token.kind == "word" else token) %}
    {% endfor %}
    {% set has_extremes = operands | selectattr("has_extremes") | list | length > 0 %}
    {% set level = (operands | map(attribute="level") | list + [0]) | max + 1 %}
    {% do return({"level": level, "tokens": renamed, "needs_labels": needs_labels, "simple": none, "has_extremes": has_extremes, "estimate": none}) %}
{% endmacro %}


{# The number of an aggregate, which is added where it is not there yet. #}
{% macro aggregate_number(made, function, tokens, needs_labels) %}
    {% set wanted = {"function": function, "value": ml_monitor.value_number(made, tokens, needs_labels, true)} %}
    {% if wanted not in made.aggregates %} {% do made.aggregates.append(wanted) %} {% endif %}
    {% do return(made.aggregates.index(wanted) + 1) %}
{% endmacro %}


{# The number of a value of a row, which is added where it is not there yet. #}
{% macro value_number(made, tokens, needs_labels, is_aggregated) %}
    {% set wanted = {"tokens": tokens, "needs_labels": needs_labels, "is_aggregated": is_aggregated} %}
    {% if wanted not in made.row_values %} {% do made.row_values.append(wanted) %} {% endif %}
    {% do return(made.row_values.index(wanted) + 1) %}
{% endmacro %}


{# The columns that the expressions name, each with its place in the settings, as far as their text has no error. #}
{% macro columns_of_custom_metrics(raw) %}
    {% set columns = [] %}
    {% for name, setting in (raw.custom_metrics.items() if raw.get("custom_metrics") is mapping else []) if setting is mapping %}
        {% set texts = {"sql": setting.get("sql")} %}
        {% if setting.get("estimate") is mapping %}
            {% do texts.update({"estimate.if_positive": setting.estimate.get("if_positive"), "estimate.if_negative": setting.estimate.get("if_negative")}) %}
        {% endif %}
        {% for key, text in texts.items() if text is string and not ml_monitor.expression_problems(text, "aggregate" if key == "sql" else "row") %}
            {% for column in ml_monitor.columns_in_tokens(ml_monitor.expression_tokens(text)) %}
                {% do columns.append({"key": "custom_metrics." ~ name ~ "." ~ key, "name": column}) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}
