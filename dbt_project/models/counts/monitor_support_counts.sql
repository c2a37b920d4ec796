{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
-- depends_on: {{ ref('monitor_fitted_support') }}
{#- How many rows of each chunk hold something that the reference did not know: what the share of rows out of support is made of, kept from run to run. -#}
{%- set monitors = ml_monitor.monitors_with_loss_models() %}
with
    pending as ({{ ml_monitor.pending_versions("support_counts") }}),

    slices as ({{ ml_monitor.pending_slices("pending") }}),

    {% for monitor in monitors %} support_{{ monitor.number }} as ({{ ml_monitor.chunk_support(monitor, "pending") }}), {% endfor %}

    counted as (
        {% for monitor in monitors %}
            {% for period in ["reference", "analysis"] %}
                {{ ml_monitor.support_counts(monitor, period, "support_" ~ monitor.number) }}
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(dict(ml_monitor.slice_types(), row_count="whole", out_of_support_count="whole")) }}
    )

select
    {{ ml_monitor.slice_columns("slices") }},
    cast(coalesce(counted.row_count, 0) as {{ dbt.type_bigint() }}) as row_count,
    cast(coalesce(counted.out_of_support_count, 0) as {{ dbt.type_bigint() }}) as out_of_support_count,
    slices.result_version,
    {{ ml_monitor.current_utc_time() }} as computed_at
from slices
left join counted on {{ ml_monitor.same_slice("slices", "counted") }}
