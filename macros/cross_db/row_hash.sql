{#
  A 64-bit hash of a row's values, nulls included; equal values give equal hashes within one engine, not across engines.
  Differs: each engine's own hash is many times faster than the md5 of a text that all of them could make.
#}
{% macro row_hash(expressions) %} {{ return(adapter.dispatch("row_hash", "ml_monitor")(expressions)) }}{% endmacro %}
{% macro default__row_hash(expressions) %} hashtextextended(cast(row({{ expressions | join(", ") }}) as text), 0) {% endmacro %}
{% macro duckdb__row_hash(expressions) %} hash({{ expressions | join(", ") }}){% endmacro %}
{% macro spark__row_hash(expressions) %} xxhash64({{ expressions | join(", ") }}){% endmacro %}
{% macro snowflake__row_hash(expressions) %} hash({{ expressions | join(", ") }}){% endmacro %}
{% macro bigquery__row_hash(expressions) %} farm_fingerprint(to_json_string(struct({{ expressions | join(", ") }}))){% endmacro %}
