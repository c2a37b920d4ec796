{#
  Hints at what happened to a single column of numbers: incident_id, hint, strength, hint_sentence, evidence. Argument: monitor_changed_values with its numbers as texts.
#}
{% macro number_hints(worded) %}
    {%- set real = ml_monitor.real %}
    {%- set spread_ratio = "abs(ln(nullif(standard_deviation_now / nullif(standard_deviation_then, 0), 0)))" %}
    {%- set shift = "(lowest_now - lowest_then)" %}
    {%- set spike_share = ml_monitor.share_text("spike_share_now") %}
    {%- set hints = [
        (
            "constant",
            "lowest_now = highest_now and value_count_now >= 10 and lowest_then < highest_then",
            real(0.99),
            "'a constant in place of the values'",
            "'all values are ' || lowest_now_text",
        ),
        (
            "sign_flip",
            "standard_deviation_now > 0 and abs(mean_then) > standard_deviation_then * 0.25 and "
            ~ spread_ratio ~ " < 0.15 and abs(mean_now + mean_then) < standard_deviation_then * 0.2 and "
            ~ ml_monitor.quantile_distance("median_now", "(-median_then)", "standard_deviation_then") ~ " < 0.3",
            real(0.94) ~ " - " ~ spread_ratio ~ " - abs(mean_now + mean_then) / nullif(standard_deviation_then, 0)",
            "'a change of sign'",
            "'the mean went from ' || mean_then_text || ' to ' || mean_now_text || ' with the same spread'",
        ),
        (
            "shifted_codes",
            "whole_share_then > 0.999 and whole_share_now > 0.999 and abs(" ~ shift ~ ") >= 1 and " ~ shift ~ " = highest_now - highest_then and highest_then - lowest_then <= 100 and standard_deviation_now > 0 and "
            ~ spread_ratio ~ " < 0.1 and abs(mean_now - mean_then - " ~ shift ~ ") < standard_deviation_then * 0.15",
            real(0.93),
            "'shifted codes'",
            "'values lie between ' || lowest_now_text || ' and ' || highest_now_text || ' (between ' || lowest_then_text || ' and ' || highest_then_text || ' before)'",
        ),
        (
            "truncated_decimals",
            "whole_share_now > 0.999 and whole_share_then < 0.9 and abs(mean_now - mean_then) < 1 + 0.1 * standard_deviation_then and abs(standard_deviation_now - standard_deviation_then) < 0.5 + 0.1 * standard_deviation_then",
            real(0.92),
            "'decimals cut off'",
            "'all values are whole numbers (' || " ~ ml_monitor.share_text("whole_share_then") ~ " || ' before)'",
        ),
        (
            "default_value",
            "spike_share_now >= 0.03 and spike_share_now < 0.999 and spike_share_then <= 0.01 + 0.1 * spike_share_now and shift_of_the_rest < 0.1 + 2 / nullif(sqrt(value_count_now * (1 - spike_share_now)), 0)",
            real(0.9) ~ " - shift_of_the_rest",
            "'a default in place of missing values'",
            spike_share ~ " || ' of values are ' || spike_value_text || ' (' || " ~ ml_monitor.share_text("spike_share_then") ~ " || ' before)'",
        ),
        (
            "clipping",
            "clipped_above_share is not null and lowest_now < highest_now",
            real(0.85),
            "'clipped values'",
            "'values end at ' || highest_now_text || ' and pile up there (highest before: ' || highest_then_text || ')'",
        ),
        (
            "clipping",
            "clipped_above_share is null and clipped_below_share is not null and lowest_now < highest_now",
            real(0.85),
            "'clipped values'",
            "'values begin at ' || lowest_now_text || ' and pile up there (lowest before: ' || lowest_then_text || ')'",
        ),
    ] %}
    {{ ml_monitor.hints_that_fit(hints, worded) }}
{% endmacro %}


{# Hints at missing values, for columns of both types. Labels that are missing have not come yet. Argument: a relation with missing_share_then and missing_share_now. #}
{% macro missing_hints(sides) %}
    select
        incident_id,
        'missing_values' as hint,
        {{ ml_monitor.real(0.75) }} + (missing_share_now - missing_share_then) / 4 as strength,
        'values lost on their way' as hint_sentence,
        {{ ml_monitor.share_text("missing_share_now") }}
        || ' of values are missing ('
        || {{ ml_monitor.share_text("missing_share_then") }}
        || ' before)' as evidence
    from {{ sides }}
    where
        column_role <> 'target'
        and missing_share_now - missing_share_then
        > {{ ml_monitor.real(0.02) }}
        + 3 * sqrt(missing_share_now * (1 - missing_share_now) / cast(nullif(row_count_now, 0) as {{ ml_monitor.type_double() }}))
{% endmacro %}


{#
  Hints at two columns of numbers that have changed places: each looks like the other one did, and not like itself. What is
  compared are means and, by half, quartiles, in deviations, and the logarithm of the ratio of the deviations.
#}
{% macro number_swap_hints(worded) %}
    {%- set pairs = {"here": ("mine", "other"), "there": ("other", "mine"), "mine_stayed": ("mine", "mine"), "other_stayed": ("other", "other")} %}
    select
        incident_id,
        'column_swap' as hint,
        {{ ml_monitor.real(0.97) }} - (here + there) / 2 as strength,
        'swapped columns' as hint_sentence,
        {{ ml_monitor.swap_evidence() }} as evidence
    from
        (
            select
                mine.incident_id,
                other.column_name as other_column,
                {% for name, (now, then) in pairs.items() -%}
                    abs(ln(nullif({{ now }}.standard_deviation_now / nullif({{ then }}.standard_deviation_then, 0), 0)))
                    + abs({{ now }}.mean_now - {{ then }}.mean_then) / nullif({{ then }}.standard_deviation_then, 0)
                    {%- for quantile in ["quantile_25", "quantile_75"] %}
                        + {{
                            ml_monitor.quantile_distance(
                                now ~ "." ~ quantile ~ "_now", then ~ "." ~ quantile ~ "_then", then ~ ".standard_deviation_then"
                            )
                        }} / 2
                    {%- endfor %} as {{ name }}
                    {{- "," if not loop.last }}
                {% endfor %}
            from {{ worded }} as mine
            inner join {{ worded }} as other on mine.monitor_name = other.monitor_name and mine.column_name <> other.column_name
        ) as compared
    where here < {{ ml_monitor.real(0.5) }} and there < {{ ml_monitor.real(0.5) }} and here + there < (mine_stayed + other_stayed) / 3
{% endmacro %}


{# The evidence of a swap, with the column `other_column`. #}
{% macro swap_evidence() -%}
    {{
        dbt.concat(
            [
                ml_monitor.text("its values look like those of '"),
                "other_column",
                ml_monitor.text("' before, and those of '"),
                "other_column",
                ml_monitor.text("' like its own before"),
            ]
        )
    }}
{%- endmacro %}
