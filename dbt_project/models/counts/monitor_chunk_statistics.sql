{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
{#- What summary statistics are made of, from the rows of the chunks that changed; only where a monitor asks for them. -#}
{%- set deviation = ml_monitor.standardised("valued.column_value", "summarised.rough_mean", "nullif(summarised.width, 0)") %}
{%- set monitors = ml_monitor.monitors() %}
with
    pending as ({{ ml_monitor.pending_versions("chunk_statistics") }}),

    slices as ({{ ml_monitor.pending_slices("pending") }}),

    summarised as (
        select
            {{ ml_monitor.slice_columns() }},
            column_index,
            count(column_value) as value_count,
            min(column_value) as lowest,
            max(column_value) - min(column_value) as width,
            sum(column_value) as rough_sum,
            avg(column_value) as rough_mean
        from
            (
                {{
                    ml_monitor.summarised_values(
                        ml_monitor.monitors_with_statistics(monitors, ["mean", "median", "std", "sum"]), ["reference", "analysis"], "pending"
                    )
                }}
            ) as valued
        group by {{ ml_monitor.slice_columns() }}, column_index
    ),

    -- A second pass: squares of the values themselves would lose their digits where the mean is far from 0, and a sum of many values loses
    -- some. In units of the width nothing is too large.
    deviations as (
        select
            {{ ml_monitor.broadcast_hint(["summarised"]) }}
            {{ ml_monitor.slice_columns("valued") }},
            valued.column_index,
            count(*) as value_count,
            sum({{ deviation }}) as deviation_sum,
            sum(power({{ deviation }}, 2)) as square_sum
        from
            (
                {{
                    ml_monitor.summarised_values(
                        ml_monitor.monitors_with_statistics(monitors, ["mean", "std", "sum"]), ["reference", "analysis"], "pending"
                    )
                }}
            ) as valued
        inner join summarised on {{ ml_monitor.same_slice("valued", "summarised") }} and valued.column_index = summarised.column_index
        group by {{ ml_monitor.slice_columns("valued") }}, valued.column_index
    ),

    -- The deviations from the rough mean sum to what rounding left in it (T. Chan, G. Golub, R. LeVeque, The American Statistician 37,
    -- 1983, 242-247).
    corrected as (
        select
            summarised.*,
            deviations.value_count as deviation_count,
            deviations.square_sum - power(deviations.deviation_sum, 2) / deviations.value_count as central_square_sum,
            -- A smaller deviation does not change a sum, and may be too small for a number.
            case
                when abs(deviations.deviation_sum) > {{ ml_monitor.real(1e-20) }} and summarised.width > {{ ml_monitor.real(1e-280) }}
                then deviations.deviation_sum * summarised.width
                else {{ ml_monitor.real(0) }}
            end as lost_sum
        from summarised
        left join
            deviations on {{ ml_monitor.same_slice("summarised", "deviations") }} and summarised.column_index = deviations.column_index
    ),

    medians as ({{ ml_monitor.medians(monitors, ml_monitor.slice_grain() + ["column_index"], ["reference", "analysis"], "pending") }})

select
    {{ ml_monitor.slice_columns("slices") }},
    coalesce(watched.column_name, ':table') as column_name,
    slices.row_count,
    case when watched.column_name is not null then coalesce(corrected.value_count, 0) end as value_count,
    case when corrected.width = 0 then corrected.lowest else corrected.rough_mean + corrected.lost_sum / corrected.value_count end as mean,
    medians.median,
    case
        -- What rounding leaves of the spread of a constant is no spread.
        when corrected.deviation_count > 1 and corrected.width = 0
        then 0
        when corrected.deviation_count > 1
        then corrected.width * sqrt(corrected.central_square_sum / (corrected.deviation_count - 1))
    end as standard_deviation,
    case
        when watched.column_name is null
        then null
        when corrected.width = 0
        then corrected.lowest * corrected.value_count
        -- A sum of whole numbers has lost nothing, and the deviations are not more exact than this.
        when
            abs(corrected.rough_mean * corrected.value_count + corrected.lost_sum - corrected.rough_sum) * {{ ml_monitor.real(4e15) }}
            <= abs(corrected.rough_sum) + corrected.value_count * corrected.width
        then corrected.rough_sum
        else coalesce(corrected.rough_mean * corrected.value_count + corrected.lost_sum, 0)
    end as value_sum,
    slices.result_version,
    {{ ml_monitor.current_utc_time() }} as computed_at
from slices
left join
    {{ ref("monitor_columns") }} as watched
    on slices.monitor_name = watched.monitor_name
    and slices.column_group = watched.column_group
    and watched.feature_type = 'continuous'
left join corrected on {{ ml_monitor.same_slice("slices", "corrected") }} and watched.column_index = corrected.column_index
left join medians on {{ ml_monitor.same_slice("slices", "medians") }} and watched.column_index = medians.column_index
