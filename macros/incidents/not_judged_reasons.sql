{#
  Why the numbers of a monitor are not judged: one row per monitor and reason, the reason of most of them in `place` 1.
  `verdicts`: the name of a relation of numbers counted by `kind`, chunk and verdict.
#}
{% macro not_judged_reasons(verdicts) %}
    select
        monitor_name,
        not_judged_reason,
        row_number() over (partition by monitor_name order by number_count desc, not_judged_reason) as place
    from
        (
            select monitor_name, not_judged_reason, sum(number_count) as number_count
            from {{ verdicts }} as verdicts
            where verdict = 'not_judged' and kind is not null
            group by monitor_name, not_judged_reason
        ) as counted
{% endmacro %}
