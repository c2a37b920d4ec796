{# The condition that a category of the reference is gone: ten of it were to be expected among the values, and hardly one has come. #}
{% macro is_category_gone(share_then, share_now, value_count_now) -%}
    {{ share_then }} * {{ value_count_now }} >= 10 and {{ share_now }} <= {{ share_then }} * {{ ml_monitor.real(0.02) }}
{%- endmacro %}
