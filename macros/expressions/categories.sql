{#
  The text of a category: the same value has the same text whatever the type of its column, in the reference, in the analysis and on every engine.
  Arguments
    expression      a column
    family          the family of its type (type_family)
    other_family    that of the same column in the other relation
    is_reference    whether it is the reference's: truth values against numbers are named as there
  Numbers are written without zeros at their end, exponents and signs of zero; midnight is its date; a boolean is true or false.
#}
{% macro category_text(expression, family, other_family, is_reference) %}
    {% set kind = ml_monitor.kind_of_family(family) %}
    {% set other_kind = ml_monitor.kind_of_family(other_family) %}
    {% if kind == "boolean" and other_kind == "number" and not is_reference %}
        {% do return("case when " ~ expression ~ " then '1' when not " ~ expression ~ " then '0' end") %}
    {% elif kind == "number" %}
        {% set number = ml_monitor.number_text(expression, family, other_family) %}
        {% if other_kind == "boolean" and not is_reference %}
            {% do return("case " ~ expression ~ " when 1 then 'true' when 0 then 'false' else " ~ number ~ " end") %}
        {% endif %}
        {% do return(number) %}
    {% elif kind == "timestamp" %} {% do return(ml_monitor.time_text(expression, family)) %}
    {% elif kind == "text" and "padded" in [family, other_family] %}
        {% do return("rtrim(" ~ dbt.cast(expression, dbt.type_string()) ~ ")") %}
    {% endif %}
    {% do return(dbt.cast(expression, dbt.type_string())) %}
{% endmacro %}


{# Midnight as a date, any other time as date and time. An instant was made a time without a zone before (column_without_zone). #}
{% macro time_text(expression, family) %}
    {% set string = dbt.type_string() %}
    {% if family == "date" %} {% do return(dbt.cast(expression, string)) %} {% endif %}
    {% set time = dbt.cast(expression, ml_monitor.type_time()) %}
    {% set date = dbt.cast(time, "date") %}
    {% do return(
        "case when " ~ dbt.cast(date, ml_monitor.type_time()) ~ " = " ~ time ~ " then " ~ dbt.cast(date, string) ~ " else " ~ dbt.cast(time, string) ~ " end"
    ) %}
{% endmacro %}


{#
  A number as text. A fraction is written with the digits of the narrower of the two types, where one of them is a float: 0.1 in 32 bits is no
  other category than 0.1 in 64. Whole numbers keep all their digits.
#}
{% macro number_text(expression, family, other_family) %}
    {% set string = dbt.type_string() %}
    {% set families = [family, other_family] %}
    {% if family == "integer" %} {% do return(dbt.cast(expression, string)) %} {% endif %}
    {% set is_decimal = family == "decimal" %}
    {% set value = expression if is_decimal else ml_monitor.finite(expression) %}
    {% if "single" in families %}
        {# Beyond these limits are no numbers of 32 bits. #}
        {% set fraction = (
            "case when abs("
            ~ value
            ~ ") between 1.2e-38 and 3.4e38 then "
            ~ dbt.cast(dbt.cast(value, ml_monitor.type_single()), string)
            ~ " else "
            ~ dbt.cast(value, string)
            ~ " end"
        ) %}
        {% elif "double" in families and is_decimal %} {% set fraction = dbt.cast(dbt.cast(value, ml_monitor.type_double()), string) %}
    {% else %} {% set fraction = dbt.cast(value, string) %}
    {% endif %}
    {% if is_decimal %} {% set is_whole, whole = value ~ " = floor(" ~ value ~ ")", "floor(" ~ value ~ ")" %}
    {% else %}
        {% set is_whole = "abs(" ~ value ~ ") < 9.2e18 and " ~ value ~ " = floor(" ~ value ~ ")" %}
        {% set whole = dbt.cast(value, dbt.type_bigint()) %}
    {% endif %}
    {% do return(
        "case when " ~ is_whole ~ " then " ~ dbt.cast(whole, string) ~ " else " ~ ml_monitor.without_exponent("lower(" ~ fraction ~ ")") ~ " end"
    ) %}
{% endmacro %}


{# The text of a number without an exponent, from one that may have one, in lower case. #}
{% macro without_exponent(number) %}
    {% set string = dbt.type_string() %}
    {% set place = dbt.position("'e'", number) %}
    {% set mantissa = "replace(replace(substr(" ~ number ~ ", 1, " ~ place ~ " - 1), '-', ''), '.', '')" %}
    {% set digits = ml_monitor.without_trailing(mantissa, "0") %}
    {% set exponent = dbt.cast("replace(substr(" ~ number ~ ", " ~ place ~ " + 1), '+', '')", dbt.type_int()) %}
    {% set is_small = "substr(" ~ number ~ ", " ~ place ~ " + 1, 1) = '-'" %}
    {% set sign = "case when substr(" ~ number ~ ", 1, 1) = '-' then '-' else '' end" %}
    {# Spark writes an exponent from 10 million on, also where digits remain behind the point. #}
    {% set padded = "(" ~ dbt.concat([digits, "repeat('0', " ~ exponent ~ " + 1)"]) ~ ")" %}
    {% set behind = "case when length(" ~ digits ~ ") > " ~ exponent ~ " + 1 then '.' else '' end" %}
    {% set plain = ml_monitor.without_trailing(ml_monitor.without_trailing(number, "0"), ".") %}
    {% do return(
        "case when " ~ place ~ " = 0 then case when " ~ dbt.position("'.'", number) ~ " = 0 then " ~ number ~ " else " ~ plain ~ " end"
        ~ " when " ~ is_small ~ " then " ~ dbt.concat([sign, "'0.'", "repeat('0', -" ~ exponent ~ " - 1)", digits])
        ~ " else " ~ dbt.concat([sign, "substr(" ~ padded ~ ", 1, " ~ exponent ~ " + 1)", behind, "substr(" ~ digits ~ ", " ~ exponent ~ " + 2)"]) ~ " end"
    ) %}
{% endmacro %}
