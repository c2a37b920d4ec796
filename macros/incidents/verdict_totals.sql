{#
  What the verdicts on a monitor's numbers come to: one row per monitor with its alerts, its last judged chunk and the judged kinds.
  Arguments: the names of relations: numbers counted by `kind`, chunk and verdict, and the analysis chunks with their `recency`.
#}
{% macro verdict_totals(verdicts, chunks) %}
    select
        verdicts.monitor_name,
        sum(case when verdicts.verdict = 'alert' then verdicts.number_count else 0 end) as alert_count,
        sum(case when verdicts.verdict = 'alert' and chunks.recency = 1 then verdicts.number_count else 0 end) as alerts_in_last_chunk,
        max(case when verdicts.verdict <> 'not_judged' and verdicts.kind is not null then verdicts.chunk_index end) as last_judged_index,
        {% for kind in ml_monitor.incident_kinds() -%}
            max(case when verdicts.verdict <> 'not_judged' and verdicts.kind = '{{ kind }}' then ', {{ kind }}' else '' end)
            {{ "||" if not loop.last else "as judged_kinds" }}
        {%- endfor %}
    from {{ verdicts }} as verdicts
    inner join {{ chunks }} as chunks on verdicts.monitor_name = chunks.monitor_name and verdicts.chunk_index = chunks.chunk_index
    group by verdicts.monitor_name
{% endmacro %}
