-- depends_on: {{ ref('monitor_chunks') }}
-- depends_on: {{ ref('monitor_config') }}
-- depends_on: {{ ref('monitor_fairness_settings') }}
-- depends_on: {{ ref('monitor_group_values') }}
-- depends_on: {{ ref('monitor_slices') }}
{#-
  Every metric of every group and chunk, with its 95 % interval. Of a realized rate it is Wilson's. An estimated rate has the variance of its Poisson binomial numbers and
  of the group's offset (the delta method); what estimates were off by where labels are known corrects it, and adds to its variance (rate_errors). Of both, and of a mean, it is the
  normal interval.
-#}
{%- set monitors = ml_monitor.comparing_monitors() %}
{% if not monitors %} {{ ml_monitor.no_rows_as_described() }}
{%- else %}
    with
        described as (select * from {{ ref("monitor_group_values") }}),

        rate_errors as {{ ml_monitor.materialized() }} ({{ ml_monitor.rate_errors() }}),

        certain as (
            select
                described.*,
                {{ ml_monitor.is_group_rate("described.metric_name") }} as is_rate,
                rate_errors.backtest_error,
                case
                    when described.source = 'estimated'
                    then {{ ml_monitor.corrected_rate("described.metric_value", "rate_errors.correction") }}
                    else described.metric_value
                end as corrected_value,
                (described.expected_variance + coalesce(rate_errors.error_variance, 0)) * coalesce(
                    power({{ ml_monitor.t_to_normal(ml_monitor.larger("rate_errors.degrees", ml_monitor.real(2))) }}, 2), 1
                ) as total_variance
            from described
            left join
                rate_errors
                on {{ ml_monitor.same("described", "rate_errors", ml_monitor.slice_grain() + ["metric_name"]) }}
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
        -- A rate stays between 0 and 1.
        case when is_rate and lower_boundary < 0 then 0 else lower_boundary end as lower_boundary,
        case when is_rate and upper_boundary > 1 then 1 else upper_boundary end as upper_boundary,
        is_compared,
        backtest_error,
        computed_at
    from bounded
{%- endif %}
