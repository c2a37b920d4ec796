{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
{#- What summary statistics are made of, from one scan of the rows of the chunks that changed; only where a monitor asks for them. -#}
{%- set monitors = [] -%}
{%- for monitor in ml_monitor.monitors() if monitor.summary_statistics | reject("eq", "row_count") | list -%}
    {%- do monitors.append(monitor) -%}
{%- endfor %}
with
    pending as ({{ ml_monitor.pending_versions("chunk_statistics") }}),

    valued as (
        {% for monitor in monitors %}
            {% for period in ["reference", "analysis"] %}
                select
                    {{ ml_monitor.text(monitor.name) }} as monitor_name,
                    {{ ml_monitor.text(period) }} as period,
                    chunk_values.chunk_index,
                    chunk_values.column_index,
                    chunk_values.column_value,
                    {% if "median" in monitor.summary_statistics -%}
                        {{ ml_monitor.median_source("chunk_values.column_value", ["chunk_values.chunk_index", "chunk_values.column_index"]) }}
                    {%- else -%} {{ ml_monitor.real(none) }}
                    {%- endif %} as median_source,
                    {{ 1 if "std" in monitor.summary_statistics else 0 }} as spread_asked
                from ({{ ml_monitor.continuous_values(monitor, period, "pending") }}) as chunk_values
                union all
            {% endfor %}
        {% endfor %}
        {{
            ml_monitor.no_rows(
                {
                    "monitor_name": "text",
                    "period": "text",
                    "chunk_index": "whole",
                    "column_index": "whole",
                    "column_value": "real",
                    "median_source": "real",
                    "spread_asked": "whole",
                }
            )
        }}
    ),

    summarised as (
        select
            monitor_name,
            period,
            chunk_index,
            column_index,
            count(column_value) as value_count,
            avg(column_value) as mean,
            {{ ml_monitor.exact_median("median_source") }} as median,
            max(column_value) - min(column_value) as width,
            coalesce(sum(column_value), 0) as value_sum,
            max(spread_asked) as spread_asked
        from valued
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
            sum({{ ml_monitor.standardised("valued.column_value", "summarised.mean", "summarised.width") }}) as deviation_sum,
            sum(power({{ ml_monitor.standardised("valued.column_value", "summarised.mean", "summarised.width") }}, 2)) as square_sum
        from valued
        inner join
            summarised
            on valued.monitor_name = summarised.monitor_name
            and valued.period = summarised.period
            and valued.chunk_index = summarised.chunk_index
            and valued.column_index = summarised.column_index
            and summarised.width > 0
        where valued.spread_asked = 1 and valued.column_value is not null
        group by valued.monitor_name, valued.period, valued.chunk_index, valued.column_index
    )

select
    pending.monitor_name,
    pending.period,
    pending.chunk_index,
    coalesce(watched.column_name, ':table') as column_name,
    chunks.row_count,
    case when watched.column_name is not null then coalesce(summarised.value_count, 0) end as value_count,
    summarised.mean,
    summarised.median,
    case
        -- What rounding leaves of the spread of a constant is no spread.
        when summarised.spread_asked = 1 and summarised.value_count > 1 and summarised.width = 0
        then 0
        -- The square of the sum takes out what rounding left in the mean (T. Chan, G. Golub, R. LeVeque, The American Statistician 37,
        -- 1983, 242-247).
        when summarised.value_count > 1
        then
            summarised.width
            * sqrt((deviations.square_sum - power(deviations.deviation_sum, 2) / summarised.value_count) / (summarised.value_count - 1))
    end as standard_deviation,
    summarised.value_sum,
    pending.result_version,
    cast({{ dbt.current_timestamp() }} as {{ dbt.type_timestamp() }}) as computed_at
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
