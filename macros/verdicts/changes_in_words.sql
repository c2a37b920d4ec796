{# monitor_changed_values with its ends, means and deviations as texts to be read: <name>_<side>_text, and spike_value_text. #}
{% macro worded_values(changed_values) %}
    {%- set columns = ["spike_value"] -%}
    {%- for name in ["lowest", "highest", "mean", "standard_deviation"] -%}
        {%- do columns.extend([name ~ "_then", name ~ "_now"]) -%}
    {%- endfor %}
    select changed_values.*, {% for column in columns -%} texts.{{ column }}_text{{ ", " if not loop.last }} {%- endfor %}
    from {{ changed_values }} as changed_values
    left join
        (
            -- One row per number, so that the long expression of its text is written once.
            select
                incident_id,
                {% for column in columns -%}
                    max(case when number_name = '{{ column }}' then number_text end) as {{ column }}_text{{ ", " if not loop.last }}
                {%- endfor %}
            from
                (
                    select incident_id, number_name, {{ ml_monitor.readable_text("number_rounded") }} as number_text
                    from
                        (
                            select incident_id, number_name, {{ ml_monitor.readable_number("number") }} as number_rounded
                            from
                                (
                                    {% for column in columns -%}
                                        select incident_id, '{{ column }}' as number_name, {{ column }} as number
                                        from {{ changed_values }} {{ "union all" if not loop.last }}
                                    {% endfor %}
                                ) as numbers
                        ) as rounded
                ) as worded
            group by incident_id
        ) as texts
        on changed_values.incident_id = texts.incident_id
{% endmacro %}


{# The share of missing values of each incident, then and now, for columns of both types: monitor_changed_values and monitor_changed_categories together. #}
{% macro missing_sides(changed_values, changed_categories) %}
    {%- set double = ml_monitor.type_double() %}
    select incident_id, column_role, row_count_now, missing_share_then, missing_share_now
    from {{ changed_values }}
    union all
    select
        incident_id,
        max(column_role),
        max(row_count_now),
        1 - coalesce(max(value_count_then), 0) / cast(max(row_count_then) as {{ double }}),
        1 - coalesce(max(value_count_now), 0) / cast(max(row_count_now) as {{ double }})
    from {{ changed_categories }}
    group by incident_id
{% endmacro %}


{# What the values of a column of numbers do now, in one clause, where no hint says it better. Labels that are missing have not come yet. Over worded_values(). #}
{% macro number_change_in_words() -%}
    case
        when value_count_now = 0
        then 'no value has come'
        {% for side, end in {"above": "highest", "below": "lowest"}.items() -%}
            when
                {{ side }}_share_now >= {{ ml_monitor.real(0.05) }}
                and {{ side }}_share_now >= {{ "below" if side == "above" else "above" }}_share_now
            then
                {{ ml_monitor.share_text(side ~ "_share_now") }}
                || ' of values lie {{ side }} everything the reference had ({{ end }} '
                || {{ end }}_then_text
                || ')'
        {% endfor -%}
        when column_role <> 'target' and missing_share_now - missing_share_then > {{ ml_monitor.real(0.02) }}
        then
            {{ ml_monitor.share_text("missing_share_now") }}
            || ' of values are missing ('
            || {{ ml_monitor.share_text("missing_share_then") }}
            || ' before)'
        when value_count_then = 0
        then 'the reference had no value'
        else
            'the mean is '
            || mean_now_text
            || ' ('
            || mean_then_text
            || ' before), the standard deviation '
            || standard_deviation_now_text
            || ' ('
            || standard_deviation_then_text
            || ' before)'
    end
{%- endmacro %}


{# The same for a categorical column, over category_summary() joined with missing_sides(). #}
{% macro category_change_in_words() -%}
    case
        when value_count_now is null or value_count_now = 0
        then 'no value has come'
        when column_role <> 'target' and missing_share_now - missing_share_then > {{ ml_monitor.real(0.02) }}
        then
            {{ ml_monitor.share_text("missing_share_now") }}
            || ' of values are missing ('
            || {{ ml_monitor.share_text("missing_share_then") }}
            || ' before)'
        when gone_share + new_share > 0
        then
            case when gone_share > 0 then 'gone: ' || categories_gone else '' end
            || case when gone_share > 0 and new_share > 0 then '; ' else '' end
            || case when new_share > 0 then 'new: ' || categories_new else '' end
        else largest_shifts
    end
{%- endmacro %}
