{#
  A number in [0, 1) that depends on nothing but the text of the key: the first 32 bits of its md5, so that every engine gives the same. The engines
  differ in how they read hexadecimal digits.
  Differs: hexadecimal digits become a number in another way on each engine.
#}
{% macro hash_to_unit(key_expression) %} {{ return(adapter.dispatch("hash_to_unit", "ml_monitor")(key_expression)) }}{% endmacro %}
{% macro default__hash_to_unit(key_expression) %}
    (cast(cast(('x' || substr(md5({{ key_expression }}), 1, 8)) as bit(32)) as bigint) / cast(4294967296 as {{ ml_monitor.type_double() }}))
{% endmacro %}
{% macro duckdb__hash_to_unit(key_expression) %}
    (cast('0x' || substr(md5({{ key_expression }}), 1, 8) as bigint) / cast(4294967296 as {{ ml_monitor.type_double() }}))
{% endmacro %}
{% macro spark__hash_to_unit(key_expression) %}
    (cast(conv(substr(md5({{ key_expression }}), 1, 8), 16, 10) as bigint) / cast(4294967296 as {{ ml_monitor.type_double() }}))
{% endmacro %}
{% macro snowflake__hash_to_unit(key_expression) %}
    {#- Digit by digit: its to_number() takes hexadecimal digits, but the emulator that tests this does not. -#}
    (
        (
            {% for place in range(8) %}
                {{ "+ " if not loop.first }} (position(substr(md5({{ key_expression }}), {{ place + 1 }}, 1), '0123456789abcdef') - 1)
                * {{ 16 ** (7 - place) }}
            {% endfor %}
        )
        / cast(4294967296 as {{ ml_monitor.type_double() }})
    )
{% endmacro %}
{% macro bigquery__hash_to_unit(key_expression) %}
    (cast(concat('0x', substr(to_hex(md5({{ key_expression }})), 1, 8)) as int64) / 4294967296.0)
{% endmacro %}
