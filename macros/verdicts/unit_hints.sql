{#
  The changes of unit that are looked for: now = then * factor + shift. Each factor also counts as its inverse, and each has an example of what it may be.
#}
{% macro unit_changes() %}
    {% set changes = [] %}
    {% for factor, example in {
        "7": "weeks and days",
        "12": "years and months",
        "24": "days and hours",
        "60": "hours and minutes",
        "100": "shares and percent, or a currency and its cents",
        "1000": "thousands, or kilograms and grams",
        "1.609344": "miles and kilometers",
        "2.2046226": "kilograms and pounds",
        "2.54": "inches and centimeters",
        "0.3048": "feet and meters",
    }.items() %}
        {% do changes.append({"unit_name": "* " ~ factor, "factor": factor, "shift": "0", "example": example}) %}
        {% do changes.append({"unit_name": "/ " ~ factor, "factor": "1.0 / " ~ factor, "shift": "0", "example": example}) %}
    {% endfor %}
    {% do changes.append({"unit_name": "* 1.8 + 32", "factor": "1.8", "shift": "32", "example": "Celsius and Fahrenheit"}) %}
    {% do changes.append({"unit_name": "- 32, / 1.8", "factor": "1.0 / 1.8", "shift": "-32 / 1.8", "example": "Fahrenheit and Celsius"}) %}
    {% do return(changes) %}
{% endmacro %}


{# The same as rows of a select. #}
{% macro unit_rows() %}
    {%- set double = ml_monitor.type_double() %}
    {% for unit in ml_monitor.unit_changes() -%}
        select
            {{ ml_monitor.text(unit.unit_name) }} as unit_name,
            {{ ml_monitor.text(unit.example) }} as example,
            cast({{ unit.factor }} as {{ double }}) as factor,
            cast({{ unit.shift }} as {{ double }}) as shift
            {{ "union all" if not loop.last }}
    {% endfor %}
{% endmacro %}


{#
  Hints at a change of unit. `distance` is how far the values of now are from those of the reference in the other unit: the logarithm of the ratio of the deviations, and
  the difference of means in deviations.
#}
{% macro unit_hints(worded) %}
    select
        incident_id,
        'unit' as hint,
        {{ ml_monitor.real(0.95) }} - distance as strength,
        'a change of unit (' || unit_name || ', as between ' || example || ')' as hint_sentence,
        'the mean went from '
        || mean_then_text
        || ' to '
        || mean_now_text
        || ', the standard deviation from '
        || standard_deviation_then_text
        || ' to '
        || standard_deviation_now_text as evidence
    from
        (
            select
                worded.*,
                units.unit_name,
                units.example,
                units.factor,
                abs(ln(nullif(worded.standard_deviation_now / nullif(worded.standard_deviation_then * units.factor, 0), 0)))
                + abs(worded.mean_now - worded.mean_then * units.factor - units.shift)
                / nullif(worded.standard_deviation_now, 0) as distance,
                case when abs(ln(units.factor)) > ln({{ ml_monitor.real(5) }}) then 1 else 0 end as is_large
                {%- for name in ["lowest", "quantile_10", "median", "quantile_90", "highest"] %}
                    ,
                    {{
                        ml_monitor.quantile_distance(
                            "worded." ~ name ~ "_now", "(worded." ~ name ~ "_then * units.factor + units.shift)", "worded.standard_deviation_now"
                        )
                    }}
                    as {{ name }}_distance
                {%- endfor %}
            from {{ worded }} as worded
            cross join ({{ ml_monitor.unit_rows() }}) as units
        ) as compared
    where
        median_distance < {{ ml_monitor.real(0.3) }}
        -- Growth or another mix of rows can come near a small factor, hardly near a large one. So what lies outside has to follow too: the
        -- outer deciles or, where wide bins blur those, an end.
        and (
            (is_large = 1 and distance < {{ ml_monitor.real(0.25) }})
            or (
                distance < {{ ml_monitor.real(0.15) }}
                and (
                    (quantile_10_distance < {{ ml_monitor.real(0.1) }} and quantile_90_distance < {{ ml_monitor.real(0.2) }})
                    or lowest_distance < {{ ml_monitor.real(0.02) }}
                    or highest_distance < {{ ml_monitor.real(0.02) }}
                )
            )
        )
{% endmacro %}


{#
  How far a quantile of now lies from what it is expected to be, in deviations. Outside of the bins of the reference, quantiles are known to about a tenth
  (magnitude_step), and that is forgiven. A scalar expression.
#}
{% macro quantile_distance(quantile, expected, standard_deviation) -%}
    {%- set beyond -%} abs({{ quantile }} - {{ expected }}) - abs({{ quantile }}) * {{ ml_monitor.real(0.08) }} {%- endset -%}
    ({{ ml_monitor.larger(beyond, ml_monitor.real(0)) }}) / nullif({{ standard_deviation }}, 0)
{%- endmacro %}
