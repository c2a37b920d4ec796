{#-
  Every metric of every group and chunk (group_metrics), with its 95 % interval. Of a rate the interval is Wilson's; an estimated rate is as certain as effective_count
  rows, by the variance of its Poisson binomial numbers and of the group's offset (the delta method), and by how much more it was off in the reference's chunks than these
  say. Of a mean it is the normal one.
-#}
{%- set group = ["monitor_name", "segment_index", "metric_name"] %}
with
    grouped as {{ ml_monitor.materialized() }} ({{ ml_monitor.pooled_groups() }}),

    valued as (
        {% for metric in ml_monitor.group_metrics() %}
            select
                {{ ml_monitor.slice_columns() }},
                segment_column,
                source,
                member_count,
                row_count as group_row_count,
                computed_at,
                '{{ metric.name }}' as metric_name,
                {% if metric.part is defined -%}
                    cast({{ metric.whole }} as {{ ml_monitor.type_double() }}) as row_count,
                    cast({{ metric.part }} as {{ ml_monitor.type_double() }}) / {{ metric.whole }} as metric_value,
                    {% if metric.by_true_positive is defined -%}
                        case
                            when source = 'estimated'
                            then
                                power({{ metric.by_true_positive }}, 2) * (true_positive_variance + offset_true_positive_variance)
                                + power({{ metric.by_false_negative }}, 2) * (false_negative_variance + offset_false_negative_variance)
                                + 2 * ({{ metric.by_true_positive }}) * ({{ metric.by_false_negative }}) * offset_covariance
                        end
                    {%- else -%} {{ ml_monitor.real(none) }}
                    {%- endif %} as expected_variance
                {%- else -%}
                    cast({{ metric.count }} as {{ ml_monitor.type_double() }}) as row_count,
                    {{ "sqrt(" ~ metric.mean ~ ")" if metric.is_root else metric.mean }} as metric_value,
                    {{ metric.variance }} / {{ metric.count }}
                    {%- if metric.is_root %} / nullif(4 * {{ metric.mean }}, 0)
                    {%- endif %} as expected_variance
                {%- endif %}
            from grouped
            {% if metric.part is defined -%}
                where
                    {{ metric.whole }} > 0 and mean_prediction is null
                    {%- if metric.by_true_positive is not defined %} and source = 'realized' {%- endif %}
            {%- else -%}
                where {{ metric.count }} > 0 and {{ metric.mean }} is not null and source = 'realized'
                {%- endif %} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    described as (
        select
            valued.*,
            settings.compared_name,
            settings.is_judged,
            settings.is_ratio,
            settings.reference_group,
            valued.group_row_count >= settings.min_group_rows as is_large_enough,
            valued.group_row_count >= settings.min_group_rows and valued.row_count >= settings.min_group_positives as is_compared
        from valued
        inner join
            {{ ref("monitor_fairness_settings") }} as settings
            on {{ ml_monitor.same("valued", "settings", ["monitor_name", "segment_column", "metric_name"]) }}
    ),

    -- What chunks differ by beyond chance: the same for labels that are still to come.
    backtests as (
        select
            {{ ml_monitor.columns_of("realized", group) }},
            sqrt(avg(power(estimated.metric_value - realized.metric_value, 2))) as backtest_error,
            avg(power(estimated.metric_value - realized.metric_value, 2) - estimated.expected_variance) as excess_variance
        from described as estimated
        inner join
            described as realized
            on {{ ml_monitor.same_slice("estimated", "realized") }}
            and estimated.metric_name = realized.metric_name
            and realized.source = 'realized'
            and realized.is_compared
        where estimated.period = 'reference' and estimated.source = 'estimated' and estimated.is_compared
        group by {{ ml_monitor.columns_of("realized", group) }}
        having count(*) >= 3
    ),

    certain as (
        select
            described.*,
            {{ ml_monitor.is_group_rate("described.metric_name") }} as is_rate,
            backtests.backtest_error,
            case
                when described.source = 'estimated' and backtests.excess_variance > 0
                then described.expected_variance + backtests.excess_variance
                else described.expected_variance
            end as total_variance
        from described
        left join backtests on {{ ml_monitor.same("described", "backtests", group) }} and described.source = 'estimated'
        where described.is_large_enough
    ),

    counted as (
        select
            certain.*,
            case
                when not is_rate
                then null
                when source = 'realized'
                then row_count
                when total_variance > 0
                then metric_value * (1 - metric_value) / total_variance
            end as effective_count
        from certain
    ),

    bounded as (
        select
            counted.*,
            {% for side, sign in [("lower", "-"), ("upper", "+")] -%}
                case
                    when effective_count > 0
                    then {{ ml_monitor.wilson_bound("metric_value", "effective_count", sign) }}
                    else metric_value {{ sign }} {{ ml_monitor.normal_quantile() }} * sqrt(total_variance)
                end as {{ side }}_boundary {{- "," if not loop.last }}
            {% endfor %}
        from counted
    )

select
    {{ ml_monitor.slice_columns() }},
    segment_column,
    source,
    metric_name,
    compared_name,
    is_judged,
    is_ratio,
    reference_group,
    cast(member_count as {{ dbt.type_bigint() }}) as member_count,
    cast(group_row_count as {{ dbt.type_bigint() }}) as group_row_count,
    row_count,
    metric_value,
    effective_count,
    coalesce(metric_value * (1 - metric_value) / nullif(effective_count, 0), total_variance) as metric_variance,
    -- The normal interval of a rate that rounding or certainty made 0 or 1 goes beyond what a rate can be.
    case when is_rate and lower_boundary < 0 then 0 else lower_boundary end as lower_boundary,
    case when is_rate and upper_boundary > 1 then 1 else upper_boundary end as upper_boundary,
    is_compared,
    backtest_error,
    computed_at
from bounded
