{#
  The hints of a list that fit: incident_id, hint, strength, hint_sentence, evidence. Each entry has a code, a condition and the expressions of strength, sentence and
  evidence over the relation, which is named once: Spark would compute it anew for each hint.
#}
{% macro hints_that_fit(hints, relation) %}
    select
        incident_id,
        {% for column, place in {"hint": 0, "strength": 2, "hint_sentence": 3, "evidence": 4}.items() -%}
            case
                hint_number
                {% for hint in hints -%}
                    when {{ loop.index }} then {{ ml_monitor.text(hint[0]) if place == 0 else hint[place] }}
                {% endfor -%}
            end as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ relation }}
    cross join
        ({% for hint in hints -%}select {{ loop.index }} as hint_number {{ "union all" if not loop.last }} {% endfor %}) as hint_numbers
    where {% for hint in hints -%} (hint_number = {{ loop.index }} and {{ hint[1] }}) {{ "or" if not loop.last }} {% endfor %}
{% endmacro %}
