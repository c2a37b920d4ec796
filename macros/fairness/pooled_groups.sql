{#
  The sums of each group, with small groups of a chunk put together: one row per chunk, entry of `fairness`, group and source. A group with fewer rows than min_group_rows
  is counted as `:other` of its segment. `source`: realized, from labels and predictions; estimated, from chances or loss models.
#}
{% macro pooled_groups() %}
    {%- set expected = ["true_positive_variance", "false_negative_variance", "offset_true_positive_variance", "offset_false_negative_variance", "offset_covariance"] %}
    {%- set means = {
        "mean_prediction": ("predicted_count", "prediction_variance"),
        "mean_error": ("labelled_count", "error_variance"),
        "mean_absolute_error": ("labelled_count", "absolute_error_variance"),
        "mean_squared_error": ("labelled_count", "squared_error_variance"),
    } %}
    with
        sums as (
            select
                {{ ml_monitor.slice_columns() }},
                'realized' as source,
                row_count,
                {{ ml_monitor.columns_of(none, ml_monitor.group_sum_columns()) }},
                {%- for name in expected %} {{ ml_monitor.real(0) }} as {{ name }}, {%- endfor %}
                computed_at
            from {{ ref("monitor_group_sums") }}
            union all
            select
                {{ ml_monitor.slice_columns() }},
                'estimated' as source,
                row_count,
                {% for name, type in ml_monitor.group_sum_types().items() -%}
                    {% if name == "predicted_count" or name in ml_monitor.group_cells() -%} {{ name }},
                    {%- elif type == "whole" -%} 0 as {{ name }},
                    {%- else -%} {{ ml_monitor.real(none) }} as {{ name }},
                    {%- endif %}
                {% endfor -%}
                {{ expected | join(", ") }},
                computed_at
            from {{ ref("monitor_estimated_group_sums") }}
            {% if ml_monitor.has_python_models() %}
                union all
                {{ ml_monitor.sums_of_losses(expected) }}
            {% endif %}
        ),

        entries as (
            select distinct monitor_name, segment_column, segment_number, min_group_rows from {{ ref("monitor_fairness_settings") }}
        ),

        placed as (
            select
                sums.*,
                entries.segment_column,
                case
                    when sums.row_count < entries.min_group_rows then 1000 * entries.segment_number + 999 else sums.segment_index
                end as group_index
            from sums
            inner join
                entries
                on sums.monitor_name = entries.monitor_name
                and floor(sums.segment_index / {{ ml_monitor.real(1000) }}) = entries.segment_number
        )

    select
        {{ ml_monitor.chunk_columns() }},
        group_index as segment_index,
        segment_column,
        source,
        count(*) as member_count,
        sum(row_count) as row_count,
        sum(predicted_count) as predicted_count,
        sum(labelled_count) as labelled_count,
        sum(selected_count) as selected_count,
        {%- for name in ml_monitor.group_cells() + expected %} sum({{ name }}) as {{ name }}, {%- endfor %}
        {% for mean, of in means.items() -%}
            {%- set count, variance = of -%}
            {%- set pooled = "sum(" ~ mean ~ " * " ~ count ~ ") / nullif(sum(case when " ~ mean ~ " is not null then " ~ count ~ " end), 0)" -%}
            case when count(*) = 1 then max({{ mean }}) else {{ pooled }} end as {{ mean }},
            -- The mean of squares less the square of the mean.
            case
                when count(*) = 1
                then max({{ variance }})
                else
                    {{
                        ml_monitor.larger(
                            "(sum((" ~ variance ~ " + power(" ~ mean ~ ", 2)) * " ~ count ~ ") / nullif(sum(" ~ count ~ "), 0) - power(" ~ pooled ~ ", 2))", "0"
                        )
                    }}
            end as {{ variance }},
        {% endfor -%}
        max(computed_at) as computed_at
    from placed
    group by {{ ml_monitor.chunk_columns() }}, group_index, segment_column, source
{% endmacro %}
