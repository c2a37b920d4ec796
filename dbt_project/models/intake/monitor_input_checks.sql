-- depends_on: {{ ref("monitor_chunk_fingerprints") }}
{#- Warnings about numbers that will be missing. What would make numbers wrong has stopped the run in monitor_chunk_fingerprints. -#}
{%- do ml_monitor.depend_on_monitored() %}
{%- set monitors = ml_monitor.typed_monitors() %}
with
    input_counts as (
        {% for monitor in monitors %}
            {%- set whole = ml_monitor.reading_all(monitor) -%}
            {% for period in ["reference", "analysis"] %}
                {%- set can_overlap = period == "analysis" and monitor.reference_rule is none and not ml_monitor.comes_after_reference(monitor) -%}
                {{
                    ml_monitor.input_counts(
                        whole if ml_monitor.trusted_count(monitor, period, "unknown_count") else monitor,
                        period,
                        ref("monitor_chunk_fingerprints"),
                        overlaps=ml_monitor.overlapping_rows(whole, ref("monitor_chunk_fingerprints")) if can_overlap else "0",
                        names_unknown=period == "analysis",
                        names_unknown_groups=period == "reference",
                    )
                }}
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(ml_monitor.input_count_columns()) }}
    ),

    findings as ({{ ml_monitor.input_checks(ml_monitor.input_warning_list(), "input_counts") }})

select monitor_name, period, check_name, severity, affected_rows, message
from findings
