{% macro is_name(value) %} {% do return(value is string and value | trim | length > 0) %} {% endmacro %}


{% macro is_list(value) %} {% do return(value is sequence and value is not string and value is not mapping) %} {% endmacro %}


{% macro is_real(value) %}  {# Infinity and NaN differ from themselves less themselves. #}
    {% do return(value is number and value is not boolean and value - value == 0) %}
{% endmacro %}


{% macro is_positive_integer(value) %}
    {% do return(value is integer and value is not boolean and value > 0 and value < 2**63) %}
{% endmacro %}
