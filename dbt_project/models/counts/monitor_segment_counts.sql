{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
{#- How many rows of each chunk lie in which segment; only where a monitor has segments. monitor_slices has those of everything too. -#}
{%- set monitors = ml_monitor.monitors() | selectattr("segments") | list %}
with
    pending as ({{ ml_monitor.pending_versions("segment_counts") }}),

    counted as (
        {% for monitor in monitors %}
            {% for period in ["reference", "analysis"] %}
                select
                    monitor_name,
                    period,
                    {{ ml_monitor.slice_of_group(monitor) }},
                    count(*) as row_count,
                    count(y_true + y_pred) as labelled_row_count,
                    result_version
                from
                    (
                        select
                            {{ ml_monitor.chunk_columns("pending") }}
                            {{- ml_monitor.segment_columns(monitor, "period_rows") }},
                            period_rows.y_true,
                            period_rows.y_pred,
                            pending.result_version
                        from {{ ref("monitor_" ~ period ~ "_rows") }} as period_rows
                        inner join
                            pending
                            on {{ ml_monitor.same("period_rows", "pending", ["monitor_name", "chunk_index"]) }}
                            and pending.period = '{{ period }}'
                        where period_rows.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
                    ) as pending_rows
                    {{ ml_monitor.sliced_groups(monitor, ["monitor_name", "period", "result_version"]) }}
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(dict(ml_monitor.slice_types(), row_count="whole", labelled_row_count="whole", result_version="text")) }}
    )

select {{ ml_monitor.slice_columns() }}, row_count, labelled_row_count, result_version
from counted
-- Those of everything are known from the fingerprints.
where segment_index > 0
