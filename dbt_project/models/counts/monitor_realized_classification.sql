{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
{#- What the realized metrics of classifications are made of, per chunk, kept from run to run; the counterpart of monitor_realized_losses. -#}
{%- set monitors = ml_monitor.classifications() %}
with
    pending as ({{ ml_monitor.pending_versions("realized_classification") }}),

    slices as ({{ ml_monitor.pending_slices("pending") }}),

    {% for monitor in monitors if monitor.metrics -%}
        {% for period in ["reference", "analysis"] -%}
            {{ period }}_{{ monitor.number }} as ({{ ml_monitor.classified_rows(monitor, period, "pending") }}),
        {% endfor %}
    {%- endfor %}
    statistics as (
        {% for monitor in monitors if monitor.metrics %}
            {% for period in ["reference", "analysis"] %}
                {{ ml_monitor.realized_statistics(monitor, period, period ~ "_" ~ monitor.number) }}
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(ml_monitor.classification_statistic_columns()) }}
    )

select {{ ml_monitor.kept_statistic() }}, slices.result_version, {{ ml_monitor.current_utc_time() }} as computed_at
from slices
left join statistics on {{ ml_monitor.same_slice("slices", "statistics") }}
