{#
  The family of a warehouse type: what its values are, however an engine spells it. One of
    integer, decimal, double, single (a 32-bit float)   numbers
    text, padded (texts that the engine fills with blanks), enum
    boolean
    date, timestamp, instant (a timestamp with time zone)
    array, struct   what holds other values, of whatever kind
    other           all else
  The leading name of the type decides. What is in brackets or quotes is dropped: enum labels, fields, decimal precision.
#}
{% macro type_family(dtype) %}
    {% set type = dtype | string | lower | trim %}
    {% if type.endswith("]") %} {% do return("array") %} {% endif %}
    {% set name = type.split("(")[0].split("<")[0].split("[")[0].strip(' "') %}
    {% if name.startswith("timestamp") and "(" in type %}
        {# The precision of a timestamp is in the middle: timestamp(6) with time zone. #}
        {% set name = (name ~ " " ~ type.split(")")[-1].strip()) | trim %}
    {% endif %}
    {% for family, names in ml_monitor.type_names().items() if name in names %} {% do return(family) %} {% endfor %}
    {% do return("other") %}
{% endmacro %}


{# The names of types by family, over all engines. Where FLOAT has 64 bits, it is cast to what type_single() gives, so it may count as a single. #}
{% macro type_names() %}
    {% do return(
        {
            "integer": "tinyint smallint mediumint int integer bigint hugeint byteint byte short long int1 int2 int4 int8 int16 int32 int64 int128 bignum varint utinyint usmallint uinteger ubigint uhugeint uint8 uint16 uint32 uint64 uint128 smallserial serial bigserial".split(),
            "decimal": "decimal dec numeric number fixed bignumeric bigdecimal decfloat".split(),
            "double": ["double", "double precision", "float8", "float64"],
            "single": ["real", "float", "float4", "float32"],
            "text": ["varchar", "text", "string", "character varying", "char varying", "nvarchar", "nvarchar2", "varchar2", "nchar varying"]
            + ["uuid", "citext", "name", "clob", "tinytext", "mediumtext", "longtext"],
            "padded": ["char", "character", "bpchar", "nchar"],
            "enum": ["enum"],
            "boolean": ["boolean", "bool", "logical"],
            "date": ["date", "date32"],
            "timestamp": ["timestamp", "timestamp without time zone", "timestamp_ntz", "timestampntz", "datetime", "datetime2", "smalldatetime"]
            + ["timestamp_s", "timestamp_ms", "timestamp_us", "timestamp_ns", "datetime64"],
            "instant": ["timestamp with time zone", "timestamptz", "timestamp_tz", "timestamptz_ns", "timestamp_ltz", "timestampltz"]
            + ["timestamp with local time zone", "datetimeoffset"],
            "array": ["array", "list", "repeated"],
            "struct": ["struct", "row", "record", "composite", "map", "union", "object", "variant", "dynamic", "json", "jsonb", "super", "hstore"],
        }
    ) %}
{% endmacro %}


{# The kind of a family: number, text, boolean, timestamp (dates too) or other. Values of one kind can be compared. #}
{% macro kind_of_family(family) %}
    {% do return(
        {
            "integer": "number",
            "decimal": "number",
            "double": "number",
            "single": "number",
            "text": "text",
            "padded": "text",
            "enum": "text",
            "boolean": "boolean",
            "date": "timestamp",
            "timestamp": "timestamp",
            "instant": "timestamp",
        }.get(family, "other")
    ) %}
{% endmacro %}


{# The kind of a warehouse type. #}
{% macro type_class(dtype) %} {% do return(ml_monitor.kind_of_family(ml_monitor.type_family(dtype))) %} {% endmacro %}


{# Whether values of these two kinds can be the same categories: truth values are the numbers 0 and 1. #}
{% macro are_comparable(kind, other_kind) %}
    {% do return(kind == other_kind or (kind in ["boolean", "number"] and other_kind in ["boolean", "number"])) %}
{% endmacro %}
