{#
  What the loss models estimate of each slice, in the shape of pooled_groups(): its mean losses over rows with a prediction. How much the losses of its rows vary, no loss model
  says (loss_variations). `expected`: columns of expected confusion matrices, which a regression has not.
#}
{% macro sums_of_losses(expected) %}
    {%- set losses = {} %}
    {%- for metric in ml_monitor.group_means() if metric.loss is defined %} {% do losses.update({metric.mean: metric.loss}) %} {% endfor %}
    select
        {{ ml_monitor.slice_columns("slices") }},
        'estimated' as source,
        slices.row_count,
        {% for name, type in ml_monitor.group_sum_types().items() -%}
            {% if name in losses or name == "labelled_count" -%} losses.{{ name }},
            {%- elif type == "whole" -%} 0 as {{ name }},
            {%- else -%} {{ ml_monitor.real(none) }} as {{ name }},
            {%- endif %}
        {% endfor -%}
        {%- for name in expected %} {{ ml_monitor.real(0) }} as {{ name }}, {%- endfor %}
        losses.computed_at
    from
        (
            select
                {{ ml_monitor.slice_columns() }},
                max(row_count) as labelled_count,
                {% for mean, loss in losses.items() -%}
                    max(case when loss_name = '{{ loss }}' then mean_loss end) as {{ mean }},
                {% endfor -%}
                max(computed_at) as computed_at
            from {{ ref("monitor_estimated_losses") }}
            group by {{ ml_monitor.slice_columns() }}
        ) as losses
    inner join {{ ref("monitor_slices") }} as slices on {{ ml_monitor.same_slice("losses", "slices") }}
{% endmacro %}
