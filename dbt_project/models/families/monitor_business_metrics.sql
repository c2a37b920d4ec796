-- depends_on: {{ ref('monitor_custom_aggregates') }}
{#- Custom metrics and their estimates before labels; a number for every slice. -#}
{%- set monitors = ml_monitor.monitors_with_custom_metrics() %}
with
    realized as (
        {% for monitor in monitors %}
            {{ ml_monitor.custom_numbers(monitor) }}
            union all
        {% endfor %}
        {{
            ml_monitor.no_rows(
                dict(
                    ml_monitor.slice_types(),
                    metric_name="text",
                    metric_value="real",
                    sampling_error="real",
                    row_count="whole",
                    computed_at="time",
                )
            )
        }}
    ),

    -- How many labeled rows of the reference the calibration comes from.
    calibrations as (
        select slices.monitor_name, {{ ml_monitor.smaller("sum(slices.labelled_row_count)", "max(config.max_fit_rows)") }} as row_count
        from {{ ref("monitor_slices") }} as slices
        inner join {{ ref("monitor_config") }} as config on slices.monitor_name = config.monitor_name
        where slices.period = 'reference' and slices.segment_index = 0
        group by slices.monitor_name
    ),

    estimated as (
        select
            estimates.*,
            sqrt(
                estimates.variance * (1 + cast(estimates.row_count as {{ ml_monitor.type_double() }}) / nullif(calibrations.row_count, 0))
            ) as standard_deviation
        from {{ ref("monitor_custom_estimates") }} as estimates
        inner join calibrations on estimates.monitor_name = calibrations.monitor_name
    ),

    averages as ({{ ml_monitor.averaged_estimates() }}),

    numbers as (
        select 'business' as metric_family, realized.*
        from realized
        union all
        select
            'estimated_business' as metric_family,
            {{ ml_monitor.slice_columns("estimated") }},
            estimated.metric_name,
            case
                when estimated.unusable_count > 0
                then null
                when averages.metric_name is null
                then estimated.value_sum
                else estimated.value_sum / nullif(estimated.value_count, 0)
            end as metric_value,
            estimated.standard_deviation
            / case when averages.metric_name is null then 1 else nullif(estimated.value_count, 0) end as sampling_error,
            estimated.row_count,
            estimated.computed_at
        from estimated
        left join averages on {{ ml_monitor.same("estimated", "averages", ["monitor_name", "metric_name"]) }}
    )

select
    {{ ml_monitor.slice_columns("slices") }},
    settings.metric_family,
    settings.metric_name,
    ':table' as column_name,
    case
        when settings.metric_family = 'estimated_business' then 'cbpe' when settings.needs_labels then 'realized' else 'exact'
    end as method,
    ':none' as drift_type,
    numbers.metric_value,
    {{ ml_monitor.real(none) }} as p_value,
    numbers.sampling_error,
    cast(coalesce(numbers.row_count, 0) as {{ dbt.type_bigint() }}) as count_used,
    cast(slices.row_count - coalesce(numbers.row_count, 0) as {{ dbt.type_bigint() }}) as count_unused,
    numbers.computed_at
from {{ ref("monitor_slices") }} as slices
inner join
    {{ ref("monitor_metric_settings") }} as settings
    on slices.monitor_name = settings.monitor_name
    and settings.metric_family in ('business', 'estimated_business')
left join
    numbers
    on {{ ml_monitor.same_slice("slices", "numbers") }}
    and settings.metric_family = numbers.metric_family
    and settings.metric_name = numbers.metric_name
