-- depends_on: {{ ref('monitor_estimated_group_sums') }}
-- depends_on: {{ ref('monitor_fairness_settings') }}
-- depends_on: {{ ref('monitor_group_sums') }}
-- depends_on: {{ ref('monitor_slices') }}
{% if ml_monitor.has_python_models() -%}
-- depends_on: {{ ref('monitor_estimated_losses') }}
{%- endif %}
{#-
  Every metric of every group and chunk (group_metrics) as counts, calibrated chances and loss models give it, with the variance of that; monitor_group_rates tells how certain
  it is.
-#}
{%- set monitors = ml_monitor.comparing_monitors() %}
{%- set estimated_means = ml_monitor.group_means() | selectattr("loss", "defined") | list %}
{% if not monitors %} {{ ml_monitor.no_rows_as_described() }}
{%- else %}
    with
        pooled as {{ ml_monitor.materialized() }} ({{ ml_monitor.pooled_groups() }}),

        variations as {{ ml_monitor.materialized() }} ({{ ml_monitor.loss_variations("pooled") }}),

        grouped as {{ ml_monitor.materialized() }} (
            select
                pooled.*,
                {% for metric in estimated_means -%}
                    coalesce(
                        own.{{ metric.mean }}_variation, together.{{ metric.mean }}_variation
                    ) as {{ metric.mean }}_variation {{- "," if not loop.last }}
                {% endfor %}
            from pooled
            left join variations as own on {{ ml_monitor.same("pooled", "own", ["monitor_name", "segment_column", "segment_index"]) }}
            left join
                variations as together
                on {{ ml_monitor.same("pooled", "together", ["monitor_name", "segment_column"]) }}
                and together.segment_index is null
        ),

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
                            power({{ metric.by_true_positive }}, 2) * true_positive_variance
                            + power({{ metric.by_false_negative }}, 2) * false_negative_variance as chance_variance,
                            power({{ metric.by_true_positive }}, 2) * offset_true_positive_variance
                            + power({{ metric.by_false_negative }}, 2) * offset_false_negative_variance
                            + 2 * ({{ metric.by_true_positive }}) * ({{ metric.by_false_negative }}) * offset_covariance as offset_variance
                        {%- else -%} {{ ml_monitor.real(0) }} as chance_variance, {{ ml_monitor.real(0) }} as offset_variance
                        {%- endif %}
                    {%- else -%}
                        cast({{ metric.count }} as {{ ml_monitor.type_double() }}) as row_count,
                        {{ "sqrt(" ~ metric.mean ~ ")" if metric.is_root else metric.mean }} as metric_value,
                        {% if metric.loss is defined -%}
                            case
                                source
                                when 'estimated'
                                then power({{ metric.mean }}_variation * {{ metric.mean }}, 2)
                                else {{ metric.variance }}
                            end
                        {%- else -%} {{ metric.variance }}
                        {%- endif %} / {{ metric.count }}
                        {%- if metric.is_root %} / nullif(4 * {{ metric.mean }}, 0)
                        {%- endif %} as chance_variance,
                        {{ ml_monitor.real(0) }} as offset_variance
                    {%- endif %}
                from grouped
                {% if metric.part is defined -%}
                    where
                        {{ metric.whole }} > 0 and mean_prediction is null
                        {%- if metric.by_true_positive is not defined %} and source = 'realized' {%- endif %}
                {%- else -%}
                    where
                        {{ metric.count }} > 0 and {{ metric.mean }} is not null
                        {%- if metric.loss is not defined %} and source = 'realized'
                        {%- endif %}
                    {%- endif %} {{ "union all" if not loop.last }}
            {% endfor %}
        )

    select
        {{ ml_monitor.slice_columns("valued") }},
        valued.segment_column,
        valued.source,
        valued.metric_name,
        settings.compared_name,
        settings.is_judged,
        settings.is_ratio,
        settings.reference_group,
        cast(valued.member_count as {{ dbt.type_bigint() }}) as member_count,
        cast(valued.group_row_count as {{ dbt.type_bigint() }}) as group_row_count,
        valued.row_count,
        valued.metric_value,
        valued.chance_variance,
        valued.chance_variance + valued.offset_variance as expected_variance,
        valued.group_row_count >= settings.min_group_rows as is_large_enough,
        valued.group_row_count >= settings.min_group_rows
        and {{ ml_monitor.expected_rows("valued.row_count") }} >= settings.min_group_positives as is_compared,
        valued.computed_at
    from valued
    inner join
        {{ ref("monitor_fairness_settings") }} as settings
        on {{ ml_monitor.same("valued", "settings", ["monitor_name", "segment_column", "metric_name"]) }}
{%- endif %}
