{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
{#- What sampling errors of classification metrics need to know of the reference: the spread of each metric. -#}
{%- set monitors = ml_monitor.classifications() %}
with
    pending as ({{ ml_monitor.pending_versions("fitted_classification") }}),

    {% for monitor in monitors if monitor.metrics -%}
        reference_{{ monitor.number }} as (
            select classified.*
            from ({{ ml_monitor.classified_rows(monitor, "reference") }}) as classified
            inner join pending on pending.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
        ),
    {% endfor %}
    statistics as (
        {% for monitor in monitors if monitor.metrics %}
            {{ ml_monitor.realized_statistics(monitor, "reference", "reference_" ~ monitor.number, with_rankings=false) }}
            union all
        {% endfor %}
        {{ ml_monitor.no_rows(ml_monitor.classification_statistic_columns()) }}
    ),

    rankings as (
        {% for monitor in monitors if monitor.has_rankings %}
            {{ ml_monitor.ranking_spreads(monitor, "reference_" ~ monitor.number) }}
            union all
        {% endfor %}
        {{ ml_monitor.no_rows(ml_monitor.classification_statistic_columns()) }}
    ),

    references_of_monitors as (select {{ ml_monitor.chunk_columns() }}, 0 as segment_index from pending),

    cells as ({{ ml_monitor.confusion_cells("references_of_monitors", "statistics") }}),

    against_rest as ({{ ml_monitor.one_against_rest("cells") }})

select spreads.*, pending.result_version
from ({{ ml_monitor.metric_spreads("cells", "against_rest", "rankings") }}) as spreads
inner join pending on spreads.monitor_name = pending.monitor_name
