-- depends_on: {{ ref('monitor_chunks') }}
-- depends_on: {{ ref('monitor_config') }}
-- depends_on: {{ ref('monitor_fairness_settings') }}
-- depends_on: {{ ref('monitor_group_values') }}
-- depends_on: {{ ref('monitor_slices') }}
{#-
  Every metric of every group and chunk, with its 95 % interval. Of a realized rate it is Wilson's. An estimated rate has the variance of its Poisson binomial numbers and
  of the group's offset (the delta method), and an estimated mean loss that of the losses of its rows (loss_variations). What estimates were off by where labels are known corrects both, and
  adds to their variance (backtest_errors). Of an estimate, and of a mean, it is the normal interval.
-#}
{%- set monitors = ml_monitor.comparing_monitors() %}
{% if not monitors %} {{ ml_monitor.no_rows_as_described() }}
{%- else %}
    with
        described as (select * from {{ ref("monitor_group_values") }}),

        backtest_errors as {{ ml_monitor.materialized() }} ({{ ml_monitor.backtest_errors() }}),

        certain as (
            select
                described.*,
                {{ ml_monitor.is_group_rate("described.metric_name") }} as is_rate,
                backtest_errors.backtest_error,
                case
                    when described.source = 'estimated'
                    then
                        {{ ml_monitor.corrected_estimate("described.metric_value", "backtest_errors.correction", "described.metric_name") }}
                    else described.metric_value
                end as corrected_value,
                (described.expected_variance + coalesce(backtest_errors.error_variance, 0)) * coalesce(
                    power({{ ml_monitor.t_to_normal(ml_monitor.larger("backtest_errors.degrees", ml_monitor.real(2))) }}, 2), 1
                ) as total_variance
            from described
            left join
                backtest_errors
                on {{ ml_monitor.same("described", "backtest_errors", ml_monitor.slice_grain() + ["metric_name"]) }}
                and described.source = 'estimated'
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
                    when total_variance > 0 and corrected_value > 0 and corrected_value < 1
                    then corrected_value * (1 - corrected_value) / total_variance
                    when total_variance > 0
                    then row_count
                end as effective_count,
                case
                    when is_rate and source = 'realized' then metric_value * (1 - metric_value) / row_count else total_variance
                end as metric_variance
            from certain
        ),

        -- Wilson's interval is of the rate behind the rows that were seen; that of an estimate is of the rate that labels will show, so it
        -- may be 0 or 1.
        bounded as (
            select
                counted.*,
                {% for side, sign in [("lower", "-"), ("upper", "+")] -%}
                    case
                        when is_rate and source = 'realized'
                        then {{ ml_monitor.wilson_bound("metric_value", "effective_count", sign) }}
                        else corrected_value {{ sign }} {{ ml_monitor.normal_quantile() }} * sqrt(total_variance)
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
        member_count,
        group_row_count,
        row_count,
        corrected_value as metric_value,
        effective_count,
        metric_variance,
        -- What all chunks of the group share: the errors of its offset, and of what estimates were off by.
        case when source = 'estimated' then metric_variance - chance_variance else 0 end as shared_variance,
        {{ ml_monitor.possible_group_value("lower_boundary", "metric_name") }} as lower_boundary,
        {{ ml_monitor.possible_group_value("upper_boundary", "metric_name") }} as upper_boundary,
        is_compared,
        backtest_error,
        computed_at
    from bounded
{%- endif %}
