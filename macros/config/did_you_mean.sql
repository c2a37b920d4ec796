{#
  The end of an error message that names the nearest known word: ". Did you mean 'timestamp'?", or nothing where no known word is near.
  Nearness is the Dice coefficient of letter pairs: twice the pairs that both words share, divided by the pairs of both. The ends of a word count as letters, and
  case does not matter. A word is near from 0.5 on.
  Source: L. R. Dice, "Measures of the amount of ecologic association between species", Ecology 26 (1945) 297-302.
#}
{% macro did_you_mean(name, known_names) %}
    {% if name in known_names %} {% do return("") %} {% endif %}
    {% set pairs = ml_monitor.letter_pairs(name) %}
    {% set nearest = namespace(name=none, nearness=0.5) %}
    {% for known_name in known_names if known_name is string %}
        {% set known_pairs = ml_monitor.letter_pairs(known_name) %}
        {% set nearness = 2 * (pairs | select("in", known_pairs) | list | length) / (pairs | length + known_pairs | length) %}
        {% if nearness > nearest.nearness or (nearest.name is none and nearness == nearest.nearness) %}
            {% set nearest.name = known_name %} {% set nearest.nearness = nearness %}
        {% endif %}
    {% endfor %}
    {% do return(". Did you mean '" ~ nearest.name ~ "'?" if nearest.name is not none else "") %}
{% endmacro %}


{# The different pairs of neighboring letters of a word, its ends marked. #}
{% macro letter_pairs(word) %}
    {% set letters = "^" ~ (word | string | lower) ~ "$" %}
    {% set pairs = [] %}
    {% for place in range(letters | length - 1) %} {% do pairs.append(letters[place : place + 2]) %} {% endfor %}
    {% do return(pairs | unique | list) %}
{% endmacro %}
