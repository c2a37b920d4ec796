{#
  Prints a relation of the user's for `ml-monitor init`, which looks at it where it cannot read the warehouse itself:
    dbt run-operation print_sample --args '{spec: loans_scored, rows: 10000}'
  `spec` is what a monitor's `scored` may be. It prints about as many rows as asked for, drawn by a hash of their values, so that they are of all times.
    {"columns": [[name, type, kind], ...], "rows": all rows, counted}   kind: text, whole, real, truth, time, or other: then the values are not read
    {"values": [[value, ...], ...]}                                     as often as needed: of the columns that are read, as texts, times in microseconds since 1970
#}
{% macro print_sample(spec, rows) %}
    {% if not execute or flags.WHICH != "run-operation" %} {% do return("") %} {% endif %}
    {% set relation = ml_monitor.monitored_relation(spec) %}
    {% if load_relation(relation) is none %}
        {% do ml_monitor.print_line({"columns": [], "relation": relation | string}) %} {% do return("") %}
    {% endif %}
    {% set columns = ml_monitor.sampled_columns(relation) %}
    {% set count = run_query("select count(*) from " ~ relation).rows[0][0] | int %}
    {% set described = [] %}
    {% for column in columns %} {% do described.append([column.name, column.type, column.kind]) %} {% endfor %}
    {% do ml_monitor.print_line({"columns": described, "rows": count}) %}
    {% set texts = columns | map(attribute="text") | reject("none") | list %}
    {% if not texts %} {% do return("") %} {% endif %}
    {% set sample %}
        select {{ texts | join(", ") }} from {{ relation }}
        {% if count > rows %}
            where {{ ml_monitor.hash_to_unit(ml_monitor.sampling_key(texts)) }} < {{ rows / count }}
        {% endif %}
    {% endset %}
    {% for batch in run_query(sample).rows | batch(500) %}
        {% set values = [] %}
        {% for row in batch %} {% do values.append(row.values() | list) %} {% endfor %}
        {% do ml_monitor.print_line({"values": values}) %}
    {% endfor %}
{% endmacro %}


{# The columns of a relation: name, type, kind, and the SQL of the value as text, none where it is not read. #}
{% macro sampled_columns(relation) %}
    {% set kinds = {"number": "real", "text": "text", "boolean": "truth", "timestamp": "time"} %}
    {% set columns = [] %}
    {% for name, type in ml_monitor.column_types(relation) %}
        {% set family = "instant" if ml_monitor.is_instant_type(type) else ml_monitor.type_family(type) %}
        {% set kind = "whole" if family == "integer" else kinds.get(ml_monitor.kind_of_family(family), "other") %}
        {% set value = ml_monitor.quoted(name) %}
        {# An instant is what the session's clock shows: hours more or less are the same day or week to a guess. #}
        {% set value = ml_monitor.microseconds("cast(" ~ value ~ " as " ~ ml_monitor.type_time() ~ ")") if kind == "time" else value %}
        {% set text = none if kind == "other" else "cast(" ~ value ~ " as " ~ dbt.type_string() ~ ")" %}
        {% do columns.append({"name": name, "type": type, "kind": kind, "text": text}) %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}


{# A text that differs from row to row: the values of at most 20 columns one after the other. #}
{% macro sampling_key(texts) %}
    {% set parts = [] %}
    {% for text in texts[:20] %} {% do parts.append("coalesce(" ~ text ~ ", '')") %} {% endfor %}
    {% do return(dbt.concat(parts)) %}
{% endmacro %}
