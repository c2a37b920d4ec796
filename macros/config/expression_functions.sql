{# Functions that are not in the lists; aggregates where a row has none to be over. #}
{% macro function_problems(tokens, kind) %}
    {% set keywords = ml_monitor.expression_keywords() %}
    {% set functions = ml_monitor.scalar_functions() + (ml_monitor.aggregate_functions() if kind == "aggregate" else []) %}
    {% set problems = [] %}
    {% for token in tokens %}
        {% set is_called = not loop.last and tokens[loop.index].text == "(" %}
        {% if token.kind == "name" and is_called or (token.kind == "word" and is_called and token.text | lower not in keywords + functions) %}
            {% set allowed = functions | join(", ") ~ "; compute the rest as a column of your model" %}
            {% do problems.append(["the function " ~ token.text, allowed]) %}
        {% endif %}
    {% endfor %}
    {% do return(problems) %}
{% endmacro %}


{# What is not an aggregate of rows: no aggregate at all, one within another, and columns that are in none. #}
{% macro aggregate_words(tokens) %}
    {% set parts = ml_monitor.aggregates_of_tokens(tokens) %}
    {% set found = [] %}
    {% if not parts.aggregates %} {% do found.append("no aggregate") %} {% endif %}
    {% for aggregate in parts.aggregates %}
        {% set inner = aggregate.tokens | map(attribute="text") | map("lower") | list %}
        {% if inner | select("in", ml_monitor.aggregate_functions()) | list %}
            {% do found.append("an aggregate within " ~ aggregate.function) %}
        {% endif %}
        {% if "," in inner and not aggregate.is_one %} {% do found.append("several arguments of " ~ aggregate.function) %} {% endif %}
    {% endfor %}
    {% for column in ml_monitor.columns_in_tokens(parts.outer) %}
        {% do found.append("the column " ~ column ~ " outside of an aggregate") %}
    {% endfor %}
    {% do return(found) %}
{% endmacro %}


{#
  The aggregates of tokens: `aggregates`, a list of function, tokens of the argument (1 for `count(*)`) and whether that is one; and `outer`, the tokens with aggregate_1,
  aggregate_2, ..., of a kind of their own, in the place of each.
#}
{% macro aggregates_of_tokens(tokens) %}
    {% set closes = ml_monitor.closing_tokens(tokens) %}
    {% set aggregates, outer = [], [] %}
    {% set state = namespace(until=-1) %}
    {% for token in tokens %}
        {% set is_call = token.kind == "word" and not loop.last and tokens[loop.index].text == "(" %}
        {% if loop.index0 <= state.until %}
        {# A part of an aggregate that is there already. #}
        {% elif is_call and token.text | lower in ml_monitor.aggregate_functions() %}
            {% set state.until = closes[loop.index] %}
            {% set inner = tokens[loop.index + 1 : state.until] %}
            {% set depths = namespace(depth=0, commas=0) %}
            {% for part in inner %}
                {% if part.text in ["(", ")"] %} {% set depths.depth = depths.depth + (1 if part.text == "(" else -1) %}
                {% elif part.text == "," and part.kind == "symbol" and depths.depth == 0 %} {% set depths.commas = depths.commas + 1 %}
                {% endif %}
            {% endfor %}
            {% set inner = [{"kind": "number", "text": "1"}] if inner | map(attribute="text") | list == ["*"] else inner %}
            {% do aggregates.append({"function": token.text | lower, "tokens": inner, "is_one": depths.commas == 0}) %}
            {% do outer.append({"kind": "aggregate", "text": "aggregate_" ~ aggregates | length}) %}
        {% else %} {% do outer.append(token) %}
        {% endif %}
    {% endfor %}
    {% do return({"aggregates": aggregates, "outer": outer}) %}
{% endmacro %}
