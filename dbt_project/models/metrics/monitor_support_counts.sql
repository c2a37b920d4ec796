{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
{#- How many rows of each chunk hold something that the reference did not know: what the share of rows out of support is made of, kept from run to run. -#}
with
    pending as ({{ ml_monitor.pending_versions("support_counts") }}),

    {% for monitor in ml_monitor.monitors() if ml_monitor.has_loss_models(monitor) %}
        support_{{ monitor.number }} as ({{ ml_monitor.chunk_support(monitor, "pending") }}),
    {% endfor %}

    counted as (
        {% for monitor in ml_monitor.monitors() if ml_monitor.has_loss_models(monitor) %}
            {% for period in ["reference", "analysis"] %}
                {{ ml_monitor.support_counts(monitor, period, "support_" ~ monitor.number) }}
                union all
            {% endfor %}
        {% endfor %}
        {{
            ml_monitor.no_rows(
                {"monitor_name": "text", "period": "text", "chunk_index": "whole", "row_count": "whole", "out_of_support_count": "whole"}
            )
        }}
    )

select
    pending.monitor_name,
    pending.period,
    pending.chunk_index,
    cast(coalesce(counted.row_count, 0) as {{ dbt.type_bigint() }}) as row_count,
    cast(coalesce(counted.out_of_support_count, 0) as {{ dbt.type_bigint() }}) as out_of_support_count,
    pending.result_version,
    {{ ml_monitor.current_utc_time() }} as computed_at
from pending
left join
    counted on pending.monitor_name = counted.monitor_name and pending.period = counted.period and pending.chunk_index = counted.chunk_index
