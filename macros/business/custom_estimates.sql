{#
  Custom metrics before labels, per slice, from rows whose predicted probabilities are calibrated (calibrated_rows): a row is positive with the chance c and then worth v1, else v0.
    value_sum    sum of c v1 + (1 - c) v0, the expectation
    value_count  sum of the chances that a row has a value: what an average is divided by
    variance     sum of c (1 - c) (v1 - v0)^2: rows are independent, so their number of positive ones is a Poisson-binomial variable, here weighted by amounts
                 (Y. H. Wang, "On the number of successes in independent trials", Statistica Sinica 3 (1993) 295-312). The chances themselves are estimated from
                 N labeled rows of the reference, so the sampling error for n rows is the root of variance (1 + n / N), as for a prediction from an estimated mean
  A missing v1 or v0 adds nothing, as a null adds nothing to a sum.
#}
{% macro custom_estimates(monitor, period, pending) %}
    {%- set numbers = [] %}
    {%- for metric in monitor.custom.estimates %}
        {%- do numbers.extend([metric.estimate.positive, metric.estimate.negative]) %}
    {%- endfor %}
    {%- set columns = [] %}
    {%- for number in numbers | unique %} {%- do columns.append("custom_" ~ number) %} {%- endfor %}
    {%- for metric in monitor.custom.estimates %}
        {%- set worths = ["custom_" ~ metric.estimate.positive, "custom_" ~ metric.estimate.negative] %}
        select
            {{ ml_monitor.slices_of_monitor(monitor, period) }},
            {{ ml_monitor.text(metric.name) }} as metric_name,
            count(*) as row_count,
            {{ ml_monitor.sum_of_values("chance * if_positive + (1 - chance) * if_negative") }} as value_sum,
            sum(chance * has_positive + (1 - chance) * has_negative) as value_count,
            sum(chance * (1 - chance) * (if_positive - if_negative) * (if_positive - if_negative)) as variance,
            sum(is_unusable) as unusable_count
        from
            (
                select
                    {{ ml_monitor.slice_index() }},
                    {{ ml_monitor.smaller(ml_monitor.larger("calibrated_1", "0"), "1") }} as chance,
                    {%- for worth, name in zip(worths, ["positive", "negative"]) %}
                        coalesce({{ ml_monitor.finite(worth) }}, 0) as if_{{ name }},
                        case when {{ worth }} is null then 0 else 1 end as has_{{ name }},
                    {%- endfor %}
                    case
                        when
                            ({{ worths[0] }} is not null and {{ ml_monitor.finite(worths[0]) }} is null)
                            or ({{ worths[1] }} is not null and {{ ml_monitor.finite(worths[1]) }} is null)
                        then 1
                        else 0
                    end as is_unusable
                from
                    (
                        {{ ml_monitor.calibrated_rows(monitor, ml_monitor.classified_rows(monitor, period, pending, columns), columns) }}
                    ) as calibrated
            ) as worths
        group by {{ ml_monitor.slice_index() }} {{ "union all" if not loop.last }}
    {%- endfor %}
{% endmacro %}


{# The columns of custom_estimates(). #}
{% macro custom_estimate_columns() %}
    {% do return(
        dict(
            ml_monitor.slice_types(),
            metric_name="text",
            row_count="whole",
            value_sum="real",
            value_count="real",
            variance="real",
            unusable_count="whole",
        )
    ) %}
{% endmacro %}


{# The estimated metrics that are averages, by monitor_name and metric_name. #}
{% macro averaged_estimates() %}
    {% for monitor in ml_monitor.monitors_with_custom_metrics() %}
        {% for metric in monitor.custom.estimates if metric.simple == "avg" %}
            select {{ ml_monitor.text(monitor.name) }} as monitor_name, {{ ml_monitor.text(metric.name) }} as metric_name
            union all
        {% endfor %}
    {% endfor %}
    {{ ml_monitor.no_rows({"monitor_name": "text", "metric_name": "text"}) }}
{% endmacro %}
