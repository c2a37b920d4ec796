{#
  SQL that a user wrote, cut into tokens: a list of mappings `kind` and `text`, blanks left out. Kinds are string, name (a quoted name), number, word, symbol and, for what no
  expression needs, foreign: semicolons, comments, backslashes, quotes without an end. So what is made of tokens of the other kinds reads the same on every engine.
#}
{% macro expression_tokens(text) %}
    {% set patterns = [
        "'(?:[^'\\\\]|'')*'",
        '"[^"\\\\`]+"',
        '`[^"\\\\`]+`',
        "(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?\\w*",
        "[^\\W0-9]\\w*",
        "--|/[*]|[*]/|[|][|]|<=|>=|<>|!=|::",
        "[ \\t\\r\\n]+",
        "[\\s\\S]",
    ] %}
    {% set quote = ml_monitor.quoted("x")[0] %}
    {% set symbols = ["+", "-", "*", "/", "%", "||", "=", "<>", "!=", "<", "<=", ">", ">=", "(", ")", ","] %}
    {% set tokens = [] %}
    {% for token in modules.re.findall(patterns | join("|"), text) if token | trim != "" %}
        {% if token in symbols %} {% do tokens.append({"kind": "symbol", "text": token}) %}
        {% elif token | length > 1 and token[0] in ["'", quote] %}
            {% do tokens.append({"kind": "string" if token[0] == "'" else "name", "text": token}) %}
        {% elif modules.re.match("^([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$", token) %}
            {% do tokens.append({"kind": "number", "text": token}) %}
        {% elif modules.re.match("^[^\\W0-9]", token) %} {% do tokens.append({"kind": "word", "text": token}) %}
        {% else %} {% do tokens.append({"kind": "foreign", "text": token}) %}
        {% endif %}
    {% endfor %}
    {% do return(tokens) %}
{% endmacro %}


{# The words that have a meaning in an expression, and so name no column. #}
{% macro expression_keywords() %}
    {% do return("case when then else end and or not in between like is null true false as".split()) %}
{% endmacro %}


{# The functions that an expression may call, which every engine has and no value makes fail, and the aggregates, each over the rows of a slice. #}
{% macro scalar_functions() %} {% do return("abs ceil floor round coalesce nullif lower upper trim length cast".split()) %} {% endmacro %}
{% macro aggregate_functions() %} {% do return("sum avg count min max".split()) %} {% endmacro %}


{#
  The names of the columns in tokens, each once, as they are written and without quotes: words and quoted names but for keywords, functions, the types of casts, and the word
  before the text of a date.
#}
{% macro columns_in_tokens(tokens) %}
    {% set keywords = ml_monitor.expression_keywords() %}
    {% set columns = [] %}
    {% set state = namespace(is_type=false) %}
    {% for token in tokens %}
        {% set next = tokens[loop.index] if not loop.last else {"kind": "", "text": ""} %}
        {% set is_literal = token.text | lower in ["date", "timestamp"] and next.kind == "string" %}
        {% if token.kind == "name" and token.text[1:-1] not in columns %} {% do columns.append(token.text[1:-1]) %}
        {% elif token.kind == "word" and token.text | lower not in keywords and next.text != "(" and not is_literal and not state.is_type %}
            {% if token.text not in columns %} {% do columns.append(token.text) %} {% endif %}
        {% endif %}
        {% if token.text | lower == "as" %} {% set state.is_type = true %}
        {% elif token.text == ")" %} {% set state.is_type = false %}
        {% endif %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}


{# For each token that opens something, the place of the token that closes it: brackets, and `case` with its `end`. Only of tokens without an error. #}
{% macro closing_tokens(tokens) %}
    {% set open = [] %}
    {% set closes = {} %}
    {% for token in tokens %}
        {% set text = token.text | lower %}
        {% if token.kind in ["symbol", "word"] and text in ["(", "case"] %} {% do open.append(loop.index0) %}
        {% elif token.kind in ["symbol", "word"] and text in [")", "end"] and open %} {% do closes.update({open.pop(): loop.index0}) %}
        {% endif %}
    {% endfor %}
    {% do return(closes) %}
{% endmacro %}


{#
  Tokens as SQL that no value of a row makes fail: what is divided by is null where it is 0, and whole numbers are divided and multiplied as 64-bit floats, which no product of them
  passes and which leave nothing out. `whole_columns`: the names of columns with whole or decimal numbers, in lowercase. `replaced`: words that become other SQL.
#}
{% macro guarded_sql(tokens, whole_columns=[], replaced={}) %}
    {% set closes = ml_monitor.closing_tokens(tokens) %}
    {% set before, behind = {}, {} %}
    {% for token in tokens %}
        {% if token.kind == "symbol" and token.text in ["/", "%"] %}
            {% set start = loop.index0 + 1 %}
            {% set ends = namespace(place=start) %}
            {% for sign in tokens[start:] %}
                {% if sign.text in ["+", "-"] and ends.place == start + loop.index0 %} {% set ends.place = ends.place + 1 %} {% endif %}
            {% endfor %}
            {% do before.update({start: before.get(start, "") ~ "nullif("}) %}
            {% set called = ends.place + 1 if tokens[ends.place + 1 :] and tokens[ends.place + 1].text == "(" else ends.place %}
            {% set last = closes.get(called, called) %}
            {% do behind.update({last: behind.get(last, "") ~ ", 0)"}) %}
        {% endif %}
    {% endfor %}
    {% set parts = [] %}
    {% for token in tokens %}
        {% set beside = [tokens[loop.index0 - 1].text if not loop.first else "", tokens[loop.index].text if not loop.last else ""] %}
        {% set text = token.text %}
        {% if token.kind in ["word", "aggregate"] and text in replaced %} {% set text = replaced[text] %}
        {% elif token.kind in ["word", "name"] and text.strip('"`') | lower in whole_columns and (beside | select("in", ["+", "-", "*", "/"]) | list) %}
            {% set text = dbt.cast(text, ml_monitor.type_double()) %}
        {% elif token.kind == "number" and "/" in beside and modules.re.match("^[0-9]+$", text) %} {% set text = text ~ ".0" %}
        {% endif %}
        {% do parts.append(before.get(loop.index0, "") ~ text ~ behind.get(loop.index0, "")) %}
    {% endfor %}
    {% do return(parts | join(" ")) %}
{% endmacro %}
