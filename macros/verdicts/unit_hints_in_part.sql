{#
  Of the values that have come since each incident opened: mean and deviation of those beyond the reference's range, on the side where there are more, and the mean of those
  within. They tell two kinds of rows in one chunk apart. Argument: changed_value_groups().
#}
{% macro values_beyond_range(value_groups) %}
    {%- set sides = {
        "below": "outside_count > 0 and value_sum / row_count < reference_lowest",
        "above": "outside_count > 0 and value_sum / row_count >= reference_lowest",
        "within": "outside_count = 0",
    } %}
    select
        incident_id,
        beyond_sum / nullif(beyond_count, 0) as beyond_mean,
        sqrt(
            {{ ml_monitor.larger("beyond_square / nullif(beyond_count, 0) - power(beyond_sum / nullif(beyond_count, 0), 2)", "0") }}
        ) as beyond_deviation,
        within_sum / nullif(within_count, 0) as within_mean
    from
        (
            select
                incident_id,
                {% for name in ["count", "sum", "square"] -%}
                    case when below_count >= above_count then below_{{ name }} else above_{{ name }} end as beyond_{{ name }},
                {% endfor %}
                within_count,
                within_sum
            from
                (
                    select
                        incident_id
                        {%- for side, condition in sides.items() -%}
                            {%- for name, column in [("count", "row_count"), ("sum", "value_sum"), ("square", "square_sum")] -%}
                                , sum(case when {{ condition }} then {{ column }} else 0 end) as {{ side }}_{{ name }}
                            {%- endfor %}
                        {%- endfor %}
                    from {{ value_groups }}
                    where side = 'now'
                    group by incident_id
                ) as summed
        ) as chosen
{% endmacro %}


{#
  Hints at a change of unit in a part of the rows: it began within the only chunk so far, or at one of several sources. The values beyond the reference's range are as all were, in another
  unit, and those within are as before. Only large factors: they take nearly all values that changed out of the range. `distance` is as in unit_hints(); the few that stay within
  the range move it.
#}
{% macro unit_hints_in_part(worded) %}
    {%- set spread = "standard_deviation_then" %}
    select
        incident_id,
        'unit' as hint,
        {{ ml_monitor.real(0.84) }} - distance as strength,
        'a change of unit (' || unit_name || ', as between ' || example || ') in a part of the rows' as hint_sentence,
        {{ ml_monitor.share_text("beyond_share") }}
        || ' of values look like those of the reference in another unit, all others like those of the reference' as evidence
    from
        (
            select
                worded.*,
                units.unit_name,
                units.example,
                case when units.factor < 1 then worded.below_share_now else worded.above_share_now end as beyond_share,
                abs(ln(nullif(worded.beyond_deviation / nullif(worded.{{ spread }} * units.factor, 0), 0)))
                + abs(worded.beyond_mean - worded.mean_then * units.factor) / nullif(worded.beyond_deviation, 0) as distance
            from {{ worded }} as worded
            inner join
                ({{ ml_monitor.unit_rows() }}) as units
                on units.factor < {{ ml_monitor.real(0.2) }}
                and worded.quantile_90_then * units.factor < worded.lowest_then
                or units.factor > {{ ml_monitor.real(5) }}
                and worded.quantile_10_then * units.factor > worded.highest_then
        ) as compared
    where
        beyond_share between {{ ml_monitor.real(0.1) }} and {{ ml_monitor.real(0.95) }}
        and distance < {{ ml_monitor.real(0.6) }}
        and abs(within_mean - mean_then)
        < {{ spread }} * ({{ ml_monitor.real(0.4) }} + 3 / nullif(sqrt(value_count_now * (1 - beyond_share)), 0))
{% endmacro %}
