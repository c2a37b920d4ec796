{#
  What is wrong with SQL that a user wrote, as far as its text tells: a list of pairs, what was found and what is allowed. None of what passes can end the expression that it is put
  into, begin another statement or query, read anything but the columns of a row, or call a function that is not in the lists of expression_tokens.sql.
  `kind`: aggregate (numbers over the rows of a slice), row (a number of each row) or derived (a number from metrics).
#}
{% macro expression_problems(text, kind) %}
    {% set allowed = ml_monitor.allowed_expression(kind) %}
    {% if text is not string or text | trim == "" %} {% do return([["nothing" if text is none else text, allowed]]) %} {% endif %}
    {% if text | length > 2000 %} {% do return([[text | length ~ " characters", "at most 2000 characters"]]) %} {% endif %}
    {% set tokens = ml_monitor.expression_tokens(text) %}
    {% set found = ml_monitor.foreign_words(text, tokens) %}
    {% if not found %}
        {% set found = ml_monitor.misplaced_tokens(tokens) %}
        {% if not found and kind == "aggregate" %} {% set found = ml_monitor.aggregate_words(tokens) %} {% endif %}
    {% endif %}
    {% set problems = [] %}
    {% for word in found | unique %} {% do problems.append([word ~ " in '" ~ text ~ "'", allowed]) %} {% endfor %}
    {% do problems.extend(ml_monitor.function_problems(ml_monitor.tokens_without_types(tokens)[0], kind)) %}
    {% do return(problems) %}
{% endmacro %}


{% macro allowed_expression(kind) %}
    {% do return(
        {
            "aggregate": "one number over the rows of a slice, made of " ~ ml_monitor.aggregate_functions() | join(", "),
            "row": "one number in SQL over the columns of a row",
            "derived": "one number from other metrics of `custom_metrics` and row_count",
        }[kind]
    ) %}
{% endmacro %}


{# What a text has that no expression needs. #}
{% macro foreign_words(text, tokens) %}
    {% set found = [] %}
    {% for mark in ["{{", "{%", "{#"] if mark in text %} {% do found.append("Jinja (" ~ mark ~ ")") %} {% endfor %}
    {% set names = {";": "a semicolon", "--": "a comment (--)", "/*": "a comment (/*)", "*/": "a comment (*/)", "#": "a comment (#)", "\\": "a backslash"} %}
    {% do names.update({"'": "a quote without its end or with a backslash", ".": "a dot", "::": "a cast by ::, which is `cast(x as type)`"}) %}
    {% for token in tokens if token.kind == "foreign" %}
        {% do found.append(names.get(token.text, "the character " ~ token.text)) %}
    {% endfor %}
    {% set statements = "select from where with union intersect except values table lateral over window partition distinct filter group order having limit into insert update delete drop create alter merge call execute copy attach pragma install load set exists any all some qualify tablesample unnest array struct row interval collate notnull isnull ilike rlike regexp glob similar escape div mod xor binary overlaps operator default" %}
    {% set changing = "now today current_date current_time current_timestamp current_user current_role current_schema current_catalog session_user user localtime localtimestamp sysdate" %}
    {% for token in tokens if token.kind == "word" %}
        {% if token.text | lower in statements.split() %} {% do found.append("the word " ~ token.text) %}
        {% elif token.text | lower in changing.split() %}
            {% do found.append(token.text ~ ", which changes from run to run") %}
            {% elif (token.text | lower).startswith("ml_monitor") %} {% do found.append(token.text ~ ", a name of the package") %}
        {% endif %}
    {% endfor %}
    {% do return(found) %}
{% endmacro %}


{# Brackets and `case` without their ends, commas that separate nothing, and types that are not those of a cast. #}
{% macro bracket_problems(tokens) %}
    {% set found = [] %}
    {% set open = [] %}
    {% set state = namespace(previous="") %}
    {% for token in tokens if token.kind in ["word", "symbol"] %}
        {% set text = token.text | lower %}
        {% set inner = open[-1] if open else "" %}
        {% if text in ["(", "case"] %} {% do open.append("case" if text == "case" else state.previous ~ "(") %}
        {% elif text in [")", "end"] %}
            {% if not open or (inner == "case") != (text == "end") %} {% do found.append("an unbalanced " ~ token.text) %}
            {% endif %}
            {% do open.pop() if open else none %}
        {% elif text == "," and inner in ["", "(", "case", "and(", "or(", "not(", "when(", "then(", "else(", "between("] %}
            {% do found.append("a comma") %}
        {% elif text == "as" and inner != "cast(" %} {% do found.append("the word " ~ token.text) %}
        {% endif %}
        {% set state.previous = text if token.kind == "word" else "" %}
    {% endfor %}
    {% do found.append("an unbalanced " ~ open[-1]) if open else none %}
    {% set words = tokens | selectattr("kind", "equalto", "word") | map(attribute="text") | map("lower") | list %}
    {% if words.count("when") != words.count("then") or words.count("when") < words.count("case") %}
        {% do found.append("case without when and then") %}
    {% endif %}
    {% do return(found) %}
{% endmacro %}


{# The same tokens without the types of casts, and what is not a type there. #}
{% macro tokens_without_types(tokens) %}
    {% set types = "int integer bigint smallint double precision float real numeric decimal varchar text string char date timestamp boolean".split() %}
    {% set kept, found = [], [] %}
    {% set state = namespace(depth=-1) %}
    {% for token in tokens %}
        {% set text = token.text | lower %}
        {% if state.depth == 0 and text == ")" %} {% set state.depth = -1 %} {% endif %}
        {% if state.depth < 0 and not (token.kind == "word" and text == "as") %} {% do kept.append(token) %}
        {% elif state.depth < 0 %} {% set state.depth = 0 %}
        {% elif text in ["(", ")"] %} {% set state.depth = state.depth + (1 if text == "(" else -1) %}
        {% elif not (text in types or (state.depth > 0 and (text == "," or token.kind == "number"))) %}
            {% do found.append("the type " ~ token.text) %}
        {% endif %}
    {% endfor %}
    {% do return([kept, found]) %}
{% endmacro %}


{# Two values without an operator between them, and operators without a value: after a value comes none, and after anything else comes one. #}
{% macro misplaced_tokens(all_tokens) %}
    {% set found = ml_monitor.bracket_problems(all_tokens) %}
    {% set stripped = ml_monitor.tokens_without_types(all_tokens) %}
    {% set tokens = stripped[0] %}
    {% do found.extend(stripped[1]) %}
    {% set state = namespace(wants=true, previous="") %}
    {% for token in tokens %}
        {% set text = token.text | lower if token.kind in ["word", "symbol"] else "" %}
        {% set next = tokens[loop.index].text if not loop.last else "" %}
        {% set is_call = token.kind == "word" and next == "(" and text not in ml_monitor.expression_keywords() %}
        {% set is_count = text == "*" and state.previous == "(" and next == ")" %}
        {% set is_negated_test = next | lower in ["in", "like", "between"] %}
        {% if text in ["and", "or", "is", ")", "end", ","] %} {% set is_fine = not state.wants %}
        {% elif text in ["when", "then", "else", "in", "like", "between"] %}
            {% set is_fine = not state.wants or state.previous in ["case", "not"] %}
        {% elif text == "not" %} {% set is_fine = state.wants or is_negated_test %}
        {% elif text in ["+", "-"] %} {% set is_fine = true %}
        {% elif token.kind == "symbol" and text != "(" %} {% set is_fine = not state.wants or is_count %}
        {% else %} {% set is_fine = state.wants %}
        {% endif %}
        {% if (text == "in" and next != "(") or (text == "is" and next | lower not in ["null", "not", "true", "false"]) %}
            {% do found.append("nothing that fits behind " ~ token.text) %}
        {% endif %}
        {% if not is_fine %} {% do found.append("no operator or value before " ~ token.text) %} {% endif %}
        {% set is_value = token.kind in ["string", "number", "name"] or text in [")", "end", "null", "true", "false"] or is_count %}
        {% set is_column = token.kind == "word" and text not in ml_monitor.expression_keywords() and not is_call %}
        {% set is_date = text in ["date", "timestamp"] and next[:1] == "'" %}
        {% set state.wants = not (is_value or (is_column and not is_date)) %}
        {% set state.previous = text %}
    {% endfor %}
    {% if state.wants and tokens %} {% do found.append("nothing behind " ~ tokens[-1].text) %} {% endif %}
    {% do return((found | unique | list)[:3]) %}
{% endmacro %}
