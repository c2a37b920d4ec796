{#
  The values of a monitor's custom metrics with their sampling errors: one row per slice and metric_name, from the kept aggregates of its slices.

  Sampling errors, with n the rows that count and m the values:
    sum(x)    sqrt(n) sd, sd over all n rows, a missing value as 0: what a row adds (W. G. Cochran, "Sampling techniques", 1977, section 2.13)
    count(x)  the same of a row that adds 1 or 0
    avg(x)    sd / sqrt(m)
    others    the jackknife that leaves out one of 20 random groups at a time (K. Wolter, "Introduction to variance estimation", 2007, chapter 4; P. Kott, "The delete-a-group
              jackknife", Journal of Official Statistics 17 (2001) 521-526): the root of 19 / 20 times the sum of squares of the 20 values' distances from their mean, where sums and
              counts of the rows that are left are multiplied by n over their number. Null where no row is left, or where min or max take part, for which it does not hold
#}
{% macro custom_numbers(monitor) %}
    {%- set custom = monitor.custom %}
    {%- set simple = custom.metrics | rejectattr("simple", "none") | list %}
    {%- set resampled = custom.metrics | selectattr("simple", "none") | rejectattr("has_extremes") | map(attribute="number") | list %}
    select
        {{ ml_monitor.slice_columns() }},
        case
            metric_number {% for metric in custom.metrics %} when {{ metric.number }} then {{ ml_monitor.text(metric.name) }} {%- endfor %}
        end as metric_name,
        max(case when left_out = -1 then metric_value end) as metric_value,
        case
            when metric_number in ({{ (resampled or [0]) | join(", ") }})
            then
                case
                    when count(case when left_out >= 0 then metric_value end) = 20
                    then 19 / sqrt({{ ml_monitor.real(20) }}) * stddev_samp(case when left_out >= 0 then metric_value end)
                end
            else max(simple_error)
        end as sampling_error,
        max(row_count) as row_count,
        max(computed_at) as computed_at
    from
        (
            select
                {{ ml_monitor.slice_columns("valued") }},
                valued.left_out,
                valued.computed_at,
                metric_numbers.metric_number,
                case
                    metric_numbers.metric_number
                    {%- for metric in custom.metrics %} when {{ metric.number }} then valued.metric_{{ metric.number }} {%- endfor %}
                end as metric_value,
                case
                    metric_numbers.metric_number
                    when 0
                    then {{ ml_monitor.real(none) }}
                    {%- for metric in simple %} when {{ metric.number }} then valued.error_{{ metric.tokens[0].text }} {%- endfor %}
                end as simple_error,
                case
                    metric_numbers.metric_number
                    when 0
                    then {{ ml_monitor.whole(none) }}
                    {%- for metric in custom.metrics if metric.needs_labels %}
                        when {{ metric.number }} then valued.labelled_row_count
                    {%- endfor %}
                    else valued.all_row_count
                end as row_count
            from ({{ ml_monitor.custom_levels(monitor, custom.metrics | map(attribute="level") | max) }}) as valued
            cross join
                (
                    {%- for metric in custom.metrics %}
                        select {{ ml_monitor.whole(metric.number) }} as metric_number {{ "union all" if not loop.last }}
                    {%- endfor %}
                ) as metric_numbers
        ) as numbers
    group by {{ ml_monitor.slice_columns() }}, metric_number
{% endmacro %}


{# The relation of custom_leaves() with the metrics up to a level, each in a column metric_<number>: those of a level are computed from the columns of the one before. #}
{% macro custom_levels(monitor, level) %}
    select
        level_{{ level }}.*
        {%- for metric in monitor.custom.metrics if metric.level == level %}
            , {{ ml_monitor.finite("(" ~ ml_monitor.guarded_sql(metric.tokens) ~ ")") }} as metric_{{ metric.number }}
        {%- endfor %}
    from
        (
            {% if level > 0 -%}{{ ml_monitor.custom_levels(monitor, level - 1) }}
            {%- else -%}{{ ml_monitor.custom_leaves(monitor) }}
            {%- endif %}
        ) as level_{{ level }}
{% endmacro %}


{#
  The aggregates that custom metrics are made of, one row per slice and left_out, the random group that is left out, -1 where none is: aggregate_1, ..., of an aggregate that is a metric
  alone its sampling error in error_aggregate_<number>, and the numbers of rows that count.
#}
{% macro custom_leaves(monitor) %}
    {%- set custom = monitor.custom %}
    {%- set simple = custom.metrics | rejectattr("simple", "none") | map(attribute="tokens") | map("first") | map(attribute="text") | unique | list %}
    {%- set counts = {"labelled": [0], "all": [0]} %}
    {%- for value in custom.row_values if value.is_aggregated %}
        {%- do counts["labelled" if value.needs_labels else "all"].append(custom.row_values.index(value) + 1) %}
    {%- endfor %}
    select
        {{ ml_monitor.slice_columns() }},
        left_out,
        {%- for name, numbers in counts.items() %}
            max(case when value_number in ({{ numbers | join(", ") }}) then row_count end) as {{ name }}_row_count,
        {%- endfor %}
        {%- for aggregate in custom.aggregates %}
            {%- set name = "aggregate_" ~ loop.index %}
            max(case when value_number = {{ aggregate.value }} then {{ aggregate.function }}_value end) as {{ name }},
            {%- if name in simple %}
                max(
                    case when value_number = {{ aggregate.value }} and left_out = -1 then {{ aggregate.function }}_error end
                ) as error_{{ name }},
            {%- endif %}
        {%- endfor %}
        max(computed_at) as computed_at
    from ({{ ml_monitor.custom_aggregate_values(monitor) }}) as aggregate_values
    group by {{ ml_monitor.slice_columns() }}, left_out
{% endmacro %}
