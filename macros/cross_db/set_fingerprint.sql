{#
  A fingerprint of a set of rows that does not depend on their order: how many there are, the exclusive or of their hashes and the sum of a
  part of them. Exclusive or alone would not see two equal rows come or go.
  Differs: Snowflake calls bit_xor bitxor_agg.
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
