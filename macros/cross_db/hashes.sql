{# A 64-bit hash of a row's values, nulls included; equal values give equal hashes within one engine, not across engines. #}
{% macro row_hash(expressions) %} {{ return(adapter.dispatch("row_hash", "ml_monitor")(expressions)) }}{% endmacro %}
{% macro default__row_hash(expressions) %} hashtextextended(cast(row({{ expressions | join(", ") }}) as text), 0) {% endmacro %}
{% macro duckdb__row_hash(expressions) %} hash({{ expressions | join(", ") }}){% endmacro %}
{% macro spark__row_hash(expressions) %} xxhash64({{ expressions | join(", ") }}){% endmacro %}
{% macro snowflake__row_hash(expressions) %} hash({{ expressions | join(", ") }}){% endmacro %}
{% macro bigquery__row_hash(expressions) %} farm_fingerprint(to_json_string(struct({{ expressions | join(", ") }}))){% endmacro %}


{#
  A fingerprint of a set of rows that does not depend on their order: how many there are, the exclusive or of their hashes and the sum of a
  part of them. Exclusive or alone would not see two equal rows come or go.
#}
{% macro set_fingerprint(hash_column) %} {{ return(adapter.dispatch("set_fingerprint", "ml_monitor")(hash_column)) }}{% endmacro %}
{% macro default__set_fingerprint(hash_column) %}
    {{
        dbt.hash(
            dbt.concat(
                [
                    dbt.cast("count(*)", dbt.type_string()),
                    "':'",
                    dbt.cast("bit_xor(" ~ hash_column ~ ")", dbt.type_string()),
                    "':'",
                    dbt.cast("sum(mod(" ~ hash_column ~ ", 1000000007))", dbt.type_string()),
                ]
            )
        )
    }}
{% endmacro %}
{# Snowflake calls it bitxor_agg. #}
{% macro snowflake__set_fingerprint(hash_column) %}
    {{ ml_monitor.default__set_fingerprint(hash_column) | replace("bit_xor(", "bitxor_agg(") }}
{% endmacro %}


{#
  A number in [0, 1) that depends on nothing but the text of the key: the first 32 bits of its md5, so that every engine gives the same.
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
    (to_number(substr(md5({{ key_expression }}), 1, 8), 'XXXXXXXX') / cast(4294967296 as {{ ml_monitor.type_double() }}))
{% endmacro %}
{% macro bigquery__hash_to_unit(key_expression) %}
    (cast(concat('0x', substr(to_hex(md5({{ key_expression }})), 1, 8)) as int64) / 4294967296.0)
{% endmacro %}
