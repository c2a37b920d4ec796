{# The parts of a message about labels or predictions that are none of the classes: column, rows and the values. #}
{% macro unknown_class_message(key, name) %}
    {% do return(["'" ~ key ~ " '", key ~ "_column", "' has '", name ~ "_count", "' rows whose value is not a class: '", name ~ "s"]) %}
{% endmacro %}


{# The classes that are allowed, and for a binary monitor the line to write. #}
{% macro allowed_class_message() %}
    {% do return(["'; allowed: '", "class_names", "coalesce('. Write the negative class first: classes: ' || label_pair, '')"]) %}
{% endmacro %}
