{#
  Whether segments are weak by more than chance: one row per segment with p_value, tested_count and adjusted_p_value.
  A segment is compared with all other rows; a crossing also with the rest of each of its two parts, since one that is only as weak as a part says nothing new. Its
  p-value is the largest of the three (R. L. Berger, Technometrics 24 (1982) 295-300).
  What is adjusted for is all that could have been tried: every part with enough rows, or every pair of such parts of different columns, also where the search left them
  out. Half of the level goes to the parts and half to the crossings (Bonferroni): adjusted p = 2 m p.
  Arguments: names of relations of monitor_searched_sums: single parts, crossings, and all rows of each monitor.
#}
{% macro segment_tests(singles, crossed, wholes) %}
    with
        compared as (
            select
                singles.monitor_name,
                singles.part,
                0 as other_part,
                'all' as compared_with,
                singles.row_count,
                singles.excess_sum,
                singles.square_sum,
                {{ ml_monitor.sums_of_rest("wholes", "singles") }}
            from {{ singles }} as singles
            inner join {{ wholes }} as wholes on singles.monitor_name = wholes.monitor_name
            {% for name, condition in {
                "all": "crossed.monitor_name = wholes.monitor_name",
                "one": "crossed.part = wholes.part",
                "other": "crossed.other_part = wholes.part",
            }.items() %}
                union all
                select
                    crossed.monitor_name,
                    crossed.part,
                    crossed.other_part,
                    '{{ name }}' as compared_with,
                    crossed.row_count,
                    crossed.excess_sum,
                    crossed.square_sum,
                    {{ ml_monitor.sums_of_rest("wholes", "crossed") }}
                from {{ crossed }} as crossed
                inner join {{ wholes if name == "all" else singles }} as wholes on {{ condition }}
            {% endfor %}
        ),

        tested as ({{ ml_monitor.welch_p_values("compared", ["monitor_name", "part", "other_part", "compared_with"]) }}),

        of_columns as (
            select parts.monitor_name, parts.column_number, count(*) as part_count
            from {{ singles }} as singles
            inner join {{ ref("monitor_searched_parts") }} as parts on singles.part = parts.part
            group by parts.monitor_name, parts.column_number
        ),

        counted as (
            select
                monitor_name,
                sum(part_count) as single_count,
                (sum(part_count) * sum(part_count) - sum(part_count * part_count)) / 2 as crossed_count
            from of_columns
            group by monitor_name
        ),

        largest as (select monitor_name, part, other_part, max(p_value) as p_value from tested group by monitor_name, part, other_part),

        adjusted as (
            select largest.*, case when largest.other_part = 0 then counted.single_count else counted.crossed_count end as tested_count
            from largest
            inner join counted on largest.monitor_name = counted.monitor_name
        )

    select part, other_part, p_value, tested_count, {{ ml_monitor.smaller("2 * tested_count * p_value", "1") }} as adjusted_p_value
    from adjusted
{% endmacro %}


{# The sums of the rows of a whole that a segment does not have. #}
{% macro sums_of_rest(whole, segment) -%}
    {{ whole }}.row_count - {{ segment }}.row_count as other_count,
    {{ whole }}.excess_sum - {{ segment }}.excess_sum as other_sum,
    {{ whole }}.square_sum - {{ segment }}.square_sum as other_square_sum
{%- endmacro %}


{#
  How many times the mean loss of the other rows a segment has (lift), and its interval: one row per segment and period. The logarithm of a ratio of two means has about the
  standard error sqrt(v / (n m^2) + v' / (n' m'^2)). Null where the other rows have no loss.
  `segments`: the name of a relation with part, other_part, period, the sums of the segment and those of the rest.
#}
{% macro segment_lifts(segments) %}
    select
        part,
        other_part,
        period,
        row_count,
        mean_ratio,
        rest_ratio,
        mean_ratio / nullif(rest_ratio, 0) as lift,
        case
            when mean_ratio > 0 and rest_ratio > 0
            then sqrt(variance / (mean_ratio * mean_ratio) + rest_variance / (rest_ratio * rest_ratio))
        end as log_error
    from
        (
            select
                part,
                other_part,
                period,
                row_count,
                {{ ml_monitor.ratio_of_means("excess_sum", "row_count") }} as mean_ratio,
                {{ ml_monitor.ratio_of_means("other_sum", "other_count") }} as rest_ratio,
                {{ ml_monitor.variance_of_mean("row_count", "excess_sum", "square_sum") }} as variance,
                {{ ml_monitor.variance_of_mean("other_count", "other_sum", "other_square_sum") }} as rest_variance
            from {{ segments }}
        ) as means
{% endmacro %}


{# A mean loss in units of the mean loss of all rows. What rounding leaves of no loss is none. #}
{% macro ratio_of_means(excess_sum, row_count) -%}
    case
        when 1 + {{ excess_sum }} / nullif({{ row_count }}, 0) > {{ ml_monitor.real(1e-12) }}
        then 1 + {{ excess_sum }} / nullif({{ row_count }}, 0)
        when {{ row_count }} > 0
        then {{ ml_monitor.real(0) }}
    end
{%- endmacro %}
