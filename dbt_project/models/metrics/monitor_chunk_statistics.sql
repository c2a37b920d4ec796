{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
{#- What summary statistics are made of, from the rows of the chunks that changed; only where a monitor asks for them. -#}
{%- set deviation = ml_monitor.standardised("valued.column_value", "summarised.mean", "nullif(summarised.width, 0)") %}
{%- set monitors = ml_monitor.monitors() %}
with
    pending as ({{ ml_monitor.pending_versions("chunk_statistics") }}),

    summarised as (
        select
            monitor_name,
            period,
            chunk_index,
            column_index,
            count(column_value) as value_count,
            avg(column_value) as mean,
            max(column_value) - min(column_value) as width,
            sum(column_value) as value_sum
        from
            (
                {{
                    ml_monitor.summarised_values(
                        ml_monitor.monitors_with_statistics(monitors, ["mean", "median", "std", "sum"]), ["reference", "analysis"], "pending"
                    )
                }}
            ) as valued
        group by monitor_name, period, chunk_index, column_index
    ),

    -- A second pass: squares of the values themselves would lose their digits where the mean is far from 0. In units of the width nothing
    -- is too large.
    deviations as (
        select
            {{ ml_monitor.broadcast_hint(["summarised"]) }}
            valued.monitor_name,
            valued.period,
            valued.chunk_index,
            valued.column_index,
            count(*) as value_count,
            sum({{ deviation }}) as deviation_sum,
            sum(power({{ deviation }}, 2)) as square_sum
        from
            (
                {{
                    ml_monitor.summarised_values(
                        ml_monitor.monitors_with_statistics(monitors, ["std"]), ["reference", "analysis"], "pending"
                    )
                }}
            ) as valued
        inner join
            summarised
            on valued.monitor_name = summarised.monitor_name
            and valued.period = summarised.period
            and valued.chunk_index = summarised.chunk_index
            and valued.column_index = summarised.column_index
        group by valued.monitor_name, valued.period, valued.chunk_index, valued.column_index
    ),

    medians as (
        {{ ml_monitor.medians(monitors, ["monitor_name", "period", "chunk_index", "column_index"], ["reference", "analysis"], "pending") }}
    )

select
    pending.monitor_name,
    pending.period,
    pending.chunk_index,
    coalesce(watched.column_name, ':table') as column_name,
    chunks.row_count,
    case when watched.column_name is not null then coalesce(summarised.value_count, 0) end as value_count,
    summarised.mean,
    medians.median,
    case
        -- What rounding leaves of the spread of a constant is no spread.
        when deviations.value_count > 1 and summarised.width = 0
        then 0
        -- The square of the sum takes out what rounding left in the mean (T. Chan, G. Golub, R. LeVeque, The American Statistician 37,
        -- 1983, 242-247).
        when deviations.value_count > 1
        then
            summarised.width
            * sqrt((deviations.square_sum - power(deviations.deviation_sum, 2) / deviations.value_count) / (deviations.value_count - 1))
    end as standard_deviation,
    case when watched.column_name is not null then coalesce(summarised.value_sum, 0) end as value_sum,
    pending.result_version,
    {{ ml_monitor.current_utc_time() }} as computed_at
from pending
inner join
    {{ ref("monitor_chunks") }} as chunks
    on pending.monitor_name = chunks.monitor_name
    and pending.period = chunks.period
    and pending.chunk_index = chunks.chunk_index
left join
    {{ ref("monitor_columns") }} as watched
    on pending.monitor_name = watched.monitor_name
    and pending.column_group = watched.column_group
    and watched.feature_type = 'continuous'
left join
    summarised
    on pending.monitor_name = summarised.monitor_name
    and pending.period = summarised.period
    and pending.chunk_index = summarised.chunk_index
    and watched.column_index = summarised.column_index
left join
    deviations
    on pending.monitor_name = deviations.monitor_name
    and pending.period = deviations.period
    and pending.chunk_index = deviations.chunk_index
    and watched.column_index = deviations.column_index
left join
    medians
    on pending.monitor_name = medians.monitor_name
    and pending.period = medians.period
    and pending.chunk_index = medians.chunk_index
    and watched.column_index = medians.column_index
