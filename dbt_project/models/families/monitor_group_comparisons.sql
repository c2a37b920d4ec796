-- depends_on: {{ ref('monitor_fairness_settings') }}
-- depends_on: {{ ref('monitor_group_rates') }}
-- depends_on: {{ ref('monitor_metric_settings') }}
-- depends_on: {{ ref('monitor_segments') }}
{#-
  Each group beside the reference group of its segment, per chunk and metric: difference and quotient with their 95 % intervals, and the p-value that they lie within their limits (limit_tests).
    rates   the difference's interval is Newcombe's, that of the quotient r is exp(ln r -+ z se) with se^2 = var1 / p1^2 + var2 / p2^2 (delta method, Katz)
    means   d -+ z sqrt(var1 + var2)
  P-values of the judged numbers of a chunk are adjusted together. An estimate that was further from the realized rate where labels are known, by the root of the mean square
  (backtest_error), than the groups lie apart, does not tell them apart: is_estimable.
-#}
{%- set monitors = ml_monitor.comparing_monitors() %}
{% if not monitors %} {{ ml_monitor.no_rows_as_described() }}
{%- else %}
    with
        rates as (select * from {{ ref("monitor_group_rates") }}),

        reference_groups as ({{ ml_monitor.reference_groups() }}),

        paired as {{ ml_monitor.materialized() }} (
            select
                rates.*,
                {{ ml_monitor.is_group_rate("rates.metric_name") }} as is_rate,
                reference_groups.segment_value as reference_segment_value,
                coalesce(rates.segment_index = reference_groups.segment_index, false) as is_reference_group,
                reference_rates.metric_value as reference_value,
                reference_rates.metric_variance as reference_variance,
                reference_rates.shared_variance as reference_shared_variance,
                reference_rates.row_count as reference_row_count,
                case when reference_rates.metric_value <> 0 then rates.metric_value / reference_rates.metric_value end as ratio,
                {% for side in ["lower", "upper"] -%}
                    case
                        when {{ ml_monitor.is_group_rate("rates.metric_name") }}
                        then {{ ml_monitor.newcombe_bound("rates", "reference_rates", side) }}
                        else
                            rates.metric_value
                            - reference_rates.metric_value {{ "-" if side == "lower" else "+" }} {{ ml_monitor.normal_quantile() }}
                            * sqrt(rates.metric_variance + reference_rates.metric_variance)
                    end as {{ side }}_difference,
                {%- endfor %}
                {% for relation, name in [("rates", "own"), ("reference_rates", "other")] -%}
                    {{ ml_monitor.rate_under_log(relation ~ ".metric_value", relation ~ ".effective_count") }} as {{ name }}_log_value,
                    {{ ml_monitor.log_variance(relation ~ ".metric_value", relation ~ ".metric_variance") }} as {{ name }}_log_variance
                    {{- "," if not loop.last }}
                {% endfor %}
            from rates
            left join reference_groups on {{ ml_monitor.same("rates", "reference_groups", ["monitor_name", "segment_column"]) }}
            left join
                rates as reference_rates
                on {{ ml_monitor.same("rates", "reference_rates", ml_monitor.chunk_grain() + ["source", "metric_name"]) }}
                and reference_rates.segment_index = reference_groups.segment_index
                and reference_rates.is_compared
                and rates.is_compared
        ),

        measured as (
            select
                paired.*,
                metric_value - reference_value as difference,
                case when own_log_value > 0 and other_log_value > 0 then sqrt(own_log_variance + other_log_variance) end as log_ratio_error,
                sqrt(metric_variance + reference_variance) as difference_error
            from paired
        ),

        limit_tests as ({{ ml_monitor.limit_tests("paired") }}),

        tested as (
            select
                measured.*,
                limit_tests.p_value,
                case when measured.source = 'realized' then true else coalesce(abs(difference) >= backtest_error, 1 = 0) end as is_estimable
            from measured
            left join limit_tests on {{ ml_monitor.same("measured", "limit_tests", ml_monitor.slice_grain() + ["source", "metric_name"]) }}
        ),

        judged as (select *, segment_index as tie_breaker from tested where is_judged and not is_reference_group),

        adjusted as ({{ ml_monitor.adjusted_p_values("judged", ml_monitor.chunk_grain() + ["source"], "tie_breaker, metric_name") }})

    select
        {{ ml_monitor.slice_columns("tested") }},
        tested.segment_column,
        tested.source,
        tested.metric_name,
        tested.compared_name,
        tested.is_judged,
        tested.is_ratio,
        cast(tested.member_count as {{ dbt.type_bigint() }}) as member_count,
        cast(tested.group_row_count as {{ dbt.type_bigint() }}) as group_row_count,
        tested.row_count,
        tested.metric_value,
        tested.lower_boundary,
        tested.upper_boundary,
        tested.is_compared,
        tested.reference_segment_value as reference_group,
        tested.is_reference_group,
        tested.reference_value,
        tested.difference,
        tested.lower_difference,
        tested.upper_difference,
        tested.difference_error,
        tested.ratio,
        tested.ratio * tested.log_ratio_error as ratio_error,
        {% for side, sign in [("lower", "-"), ("upper", "+")] -%}
            case
                when tested.reference_value <> 0 and not tested.is_reference_group
                then
                    tested.own_log_value
                    / tested.other_log_value
                    * exp({{ sign }} {{ ml_monitor.normal_quantile() }} * tested.log_ratio_error)
            end as {{ side }}_ratio,
        {%- endfor %}
        tested.p_value,
        adjusted.adjusted_p_value,
        tested.backtest_error,
        tested.is_estimable,
        tested.computed_at
    from tested
    left join adjusted on {{ ml_monitor.same("tested", "adjusted", ml_monitor.slice_grain() + ["source", "metric_name"]) }}
{%- endif %}
