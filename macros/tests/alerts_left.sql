{#
  The query of a check. While dbt only parses, nothing is looked at but what the check depends on: a wrong argument must not keep the user's project from loading.
#}
{% macro alerts_left(arguments) %}
    {%- set checked_metrics = ref("ml_monitor", "monitor_checked_metrics") -%}
    {%- if execute -%} {{ ml_monitor.failures_of_check(checked_metrics, ml_monitor.checked_arguments(arguments)) }} {%- endif -%}
{% endmacro %}


{#
  The verdicts `alert` that fit every argument that is not none, where one column and metric has at least `min_alerts` of them in the last `last_n_chunks` chunks.
  Those are the chunks of each monitor, period and metric family in which a number that fits has a verdict; numbers of the target, whose labels come later, have chunks
  of their own. Where no verdict fits there is one row that says so, and so is for each name of a list that no verdict fits: a check that watches nothing must not pass.
#}
{% macro failures_of_check(checked_metrics, arguments) %}
    {%- set names = ml_monitor.names_of_check(arguments) -%}
    with
        fitting as (
            select *
            from {{ checked_metrics }}
            where
                period = '{{ arguments.period }}'
                {% for argument, values in names.items() if argument not in ["segment_column", "segment_value"] %}
                    and {{ ml_monitor.is_one_of(argument, values) }}
                {% endfor %}
                and {{ ml_monitor.is_of_segments(arguments, "segment_column = ':all'") }}
        ),

        judged as (
            select
                *,
                dense_rank() over (
                    partition by monitor_name, metric_family, case when column_role = 'target' then 1 else 0 end order by chunk_index desc
                ) as recency
            from fitting
            where verdict <> 'not_judged'
        ),

        alerts as (
            select *, count(*) over (partition by {{ ml_monitor.series() }}) as alert_count
            from judged
            where verdict = 'alert' and not is_muted {{ ml_monitor.alert_conditions(arguments) }}
        )

    select
        monitor_name,
        period,
        chunk_key,
        chunk_start_date,
        metric_family,
        metric_name,
        column_name,
        segment_column,
        segment_value,
        metric_value,
        p_value,
        lower_threshold,
        upper_threshold,
        alert_direction,
        severity
    from alerts
    where alert_count >= {{ arguments.min_alerts }}
    union all
    {{ ml_monitor.nothing_to_judge(ml_monitor.names_in_words(arguments.period, names), "1 = 1", "judged_count = 0") }}
    {# A list may name what nothing fits beside what is judged. #}
    {% for argument, values in names.items() if values | length > 1 %}
        {% for value in values %}
            union all
            {{
                ml_monitor.nothing_to_judge(
                    argument ~ " " ~ value,
                    ml_monitor.is_one_of(argument, [value]),
                    "judged_count = 0 and exists (select 1 from judged)",
                )
            }}
        {% endfor %}
    {% endfor %}
{% endmacro %}


{# What a check looks at, in words. #}
{% macro names_in_words(period, names) %}
    {% set parts = [] %}
    {% for argument, values in names.items() %} {% do parts.append(argument ~ " " ~ values | join(", ")) %} {% endfor %}
    {% do return(parts | join(" and ") if parts else "period " ~ period) %}
{% endmacro %}


{# What else the arguments of a check ask of an alert. #}
{% macro alert_conditions(arguments) %}
    {% if arguments.last_n_chunks is not none %} and recency <= {{ arguments.last_n_chunks }} {% endif %}
    {% if arguments.direction == "worse" %} and is_not_better
    {% elif arguments.direction != "any" %} and alert_direction = '{{ arguments.direction }}'
    {% endif %}
    {% if arguments.min_severity is not none %} and {{ ml_monitor.is_at_least(arguments.min_severity) }} {% endif %}
    {% if arguments.only_new %} and is_new {% endif %}
{% endmacro %}


{#
  One row, in the columns of an alert, that says of the numbers of `fitting` that meet a condition how many there are and why they have no verdict, where `is_told` is true.
#}
{% macro nothing_to_judge(what, condition, is_told) %}
    {%- set reasons = ml_monitor.not_judged_reason_names() -%}
    {%- set parts = [
        "'nothing to judge: none of the '",
        dbt.cast("number_count", dbt.type_string()),
        ml_monitor.plain_text(" numbers of " ~ what ~ " has a verdict:"),
    ] -%}
    {%- for reason in reasons -%}
        {%- set count = dbt.concat(["' " ~ reason ~ " '", dbt.cast(reason, dbt.type_string()), "','"]) -%}
        {%- do parts.append("case when " ~ reason ~ " > 0 then " ~ count ~ " else '' end") -%}
    {%- endfor -%}
    select
        case
            when number_count = 0
            then {{ ml_monitor.plain_text("nothing to judge: monitor_metrics has no number of " ~ what ~ " that fits the arguments") }}
            else {{ ml_monitor.without_trailing(dbt.concat(parts), ",") }}
        end as monitor_name,
        ':none' as period,
        ':none' as chunk_key,
        cast(null as {{ ml_monitor.type_time() }}) as chunk_start_date,
        ':none' as metric_family,
        ':none' as metric_name,
        ':none' as column_name,
        ':none' as segment_column,
        ':none' as segment_value,
        {{ ml_monitor.real(none) }} as metric_value,
        {{ ml_monitor.real(none) }} as p_value,
        {{ ml_monitor.real(none) }} as lower_threshold,
        {{ ml_monitor.real(none) }} as upper_threshold,
        ':none' as alert_direction,
        ':none' as severity
    from
        (
            select
                count(*) as number_count,
                {% for reason in reasons -%}
                    coalesce(sum(case when not_judged_reason = '{{ reason }}' then 1 else 0 end), 0) as {{ reason }},
                {% endfor -%}
                coalesce(sum(case when verdict <> 'not_judged' then 1 else 0 end), 0) as judged_count
            from fitting
            where {{ condition }}
        ) as counted
    where {{ is_told }}
{% endmacro %}
