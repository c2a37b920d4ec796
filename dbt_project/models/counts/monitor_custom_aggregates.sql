{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
{#- What custom metrics are made of, per slice and random group, from the rows of the chunks that changed; only where a monitor has such metrics. -#}
{%- set monitors = ml_monitor.monitors_with_custom_metrics() %}
with
    pending as ({{ ml_monitor.pending_versions("custom_aggregates") }}),

    aggregates as (
        {% for monitor in monitors %}
            {% for period in ["reference", "analysis"] %}
                {{ ml_monitor.custom_aggregates(monitor, period, "pending") }}
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(ml_monitor.custom_aggregate_columns()) }}
    )

select
    {{ ml_monitor.slice_columns("aggregates") }},
    {%- for name in ["value_number", "random_group", "row_count", "value_count"] %}
        cast(aggregates.{{ name }} as {{ dbt.type_bigint() }}) as {{ name }},
    {%- endfor %}
    aggregates.value_sum,
    aggregates.central_square_sum,
    aggregates.lowest_value,
    aggregates.highest_value,
    cast(aggregates.unusable_count as {{ dbt.type_bigint() }}) as unusable_count,
    pending.result_version,
    {{ ml_monitor.current_utc_time() }} as computed_at
from aggregates
inner join pending on {{ ml_monitor.same_chunk("aggregates", "pending") }}
