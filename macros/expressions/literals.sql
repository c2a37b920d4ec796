{# A text literal of the warehouse; none becomes a null of type text. Escaping takes dbt a macro call, so it is left out where nothing is to be escaped. #}
{% macro text(value) %}
    {%- if value is none -%}
        cast(null as {{ dbt.type_string() }})
        {%- elif "'" in value | string or "\\" in value | string -%} cast(
            '{{ ml_monitor.escaped(value | string) }}' as {{ dbt.type_string() }}
        )
    {%- else -%} cast('{{ value }}' as {{ dbt.type_string() }})
    {%- endif -%}
{% endmacro %}


{# A text literal where a type need not be told: in comparisons, and beside typed texts. Much cheaper than text(), which asks dbt for the type. #}
{% macro plain_text(value) %}
    {%- if "'" in value | string or "\\" in value | string -%} '{{ ml_monitor.escaped(value | string) }}'
    {%- else -%} '{{ value }}'
    {%- endif -%}
{% endmacro %}


{# A floating-point literal, in brackets so that no operator beside it can merge with its sign or exponent. #}
{% macro real(value) %}
    {%- if value is none -%} cast(null as {{ ml_monitor.type_double() }})
    {%- else -%} cast({{ value }} as {{ ml_monitor.type_double() }})
    {%- endif -%}
{% endmacro %}


{% macro whole(value) %}
    {%- if value is none -%} cast(null as {{ dbt.type_bigint() }}) {%- else -%} cast({{ value }} as {{ dbt.type_bigint() }}){%- endif -%}
{% endmacro %}


{% macro truth(value) %}
    {%- if value -%} cast(1 = 1 as {{ dbt.type_boolean() }}) {%- else -%} cast(1 = 0 as {{ dbt.type_boolean() }}){%- endif -%}
{% endmacro %}
