{#
  The condition that a row is of the segments that a check is about: those of `segment_column` and `segment_value`, lists, or what `otherwise` says where none is named.
  Sums over segments are never looked at: a row is of all rows together or of one segment.
#}
{% macro is_of_segments(arguments, otherwise) -%}
    {%- set conditions = [] -%}
    {%- for argument in ["segment_column", "segment_value"] if arguments[argument] is not none -%}
        {%- do conditions.append(ml_monitor.is_one_of(argument, arguments[argument]) | trim) -%}
    {%- endfor -%}
    ({{ conditions | join(" and ") if conditions else otherwise }})
{%- endmacro %}


{# The names that `segment_column` may have. #}
{% macro segment_names() %}
    {% set names = [":all"] %}
    {% for monitor in ml_monitor.monitors() %} {% do names.extend(monitor.segments | map(attribute="name")) %} {% endfor %}
    {% do return(names | unique(case_sensitive=true) | list) %}
{% endmacro %}


{# Which values a segment has only the warehouse knows; a value alone says too little, since several entries may have it. #}
{% macro segment_argument_errors(place, arguments) %}
    {% if arguments.segment_value is none or arguments.segment_column is not none %} {% do return([]) %} {% endif %}
    {% do return([ml_monitor.error_line(place, "segment_value", arguments.segment_value | join(", "), "a value together with `segment_column`")]) %}
{% endmacro %}


{# The condition that a column has one of the given texts. #}
{% macro is_one_of(column, values) -%}
    {%- set texts = [] -%}
    {%- for value in values -%} {%- do texts.append(ml_monitor.plain_text(value)) -%} {%- endfor -%}
    {{ column }} in ({{ texts | join(", ") }})
{%- endmacro %}
