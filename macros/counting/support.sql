{#
  What the reference knew, for every pending chunk of a monitor: period, chunk_index, and per continuous column i lowest_i, highest_i and null_is_new_i, per
  categorical column i only category_null_is_new_i (1 or 0). For a reference chunk it is what the other reference chunks know.
  A column without a value in the reference has a range that no value is in: the package takes what is beyond 1e75 for missing.
  `pending`: the name of a relation made by pending_versions("support_counts").
#}
{% macro chunk_support(monitor, pending) %}
    {%- set is_own -%}
        pending_chunks.period = 'reference' and coalesce(support.only_chunk_index, -2) = pending_chunks.chunk_index
    {%- endset %}
    select
        pending_chunks.period,
        pending_chunks.chunk_index
        {%- for column in ml_monitor.support_columns(monitor, "continuous") %}
            {%- for boundary, stand_in in {"lowest": "1e76", "highest": "-1e76"}.items() -%}
                ,
                coalesce(
                    max(
                        case
                            when
                                support.feature_type = 'continuous'
                                and support.column_index = {{ column.index }}
                                and support.boundary = '{{ boundary }}'
                            then case when {{ is_own }} then support.value_elsewhere else support.boundary_value end
                        end
                    ),
                    cast({{ stand_in }} as {{ ml_monitor.type_double() }})
                ) as {{ boundary }}_{{ column.index }}
            {%- endfor -%}
        {%- endfor %}
        {%- for feature_type in ["continuous", "categorical"] %}
            {%- for column in ml_monitor.support_columns(monitor, feature_type) -%}
                ,
                1 - coalesce(
                    max(
                        case
                            when
                                support.feature_type = '{{ feature_type }}'
                                and support.column_index = {{ column.index }}
                                and support.boundary = 'null'
                                and not ({{ is_own }})
                            then 1
                        end
                    ),
                    0
                ) as {{ feature_type }}_null_is_new_{{ column.index }}
            {%- endfor -%}
        {%- endfor %}
    from {{ pending }} as pending_chunks
    left join
        {{ ref("monitor_fitted_support") }} as support
        on pending_chunks.monitor_name = support.monitor_name
        and support.boundary <> 'category'
    where pending_chunks.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
    group by pending_chunks.period, pending_chunks.chunk_index
{% endmacro %}


{#
  Which rows of the pending chunks are out of support: at least one input of the loss models lies beyond the reference's range, is a category
  that the reference never had, or is null where the reference has no null. Only rows with a prediction are looked at, since no other has an estimate.
  One comparison per column and row, no row meets another: a row's verdict needs no shuffle and no key.
  `support`: the name of a relation made by chunk_support.
#}
{% macro rows_with_support(monitor, period, support) %}
    {%- set continuous = ml_monitor.support_columns(monitor, "continuous") %}
    {%- set categorical = ml_monitor.support_columns(monitor, "categorical") %}
    select
        {{ ml_monitor.broadcast_hint(["support"] + categorical | map(attribute="alias") | list) }}
        {{ ml_monitor.chunks_of_monitor(monitor, period, "support") }}
        {{- ml_monitor.segment_columns(monitor, "period_rows") }},
        cast(
            case
                {%- for column in continuous %}
                    when {{ column.value }} < support.lowest_{{ column.index }} or {{ column.value }} > support.highest_{{ column.index }}
                    then 1
                    when {{ column.value }} is null and support.continuous_null_is_new_{{ column.index }} = 1
                    then 1
                {%- endfor %}
                {%- for column in categorical %}
                    when {{ column.value }} is null and support.categorical_null_is_new_{{ column.index }} = 1
                    then 1
                    when {{ column.value }} is not null and {{ column.alias }}.category is null
                    then 1
                    {%- if period == "reference" %} when {{ column.alias }}.only_chunk_index = support.chunk_index then 1 {%- endif %}
                {%- endfor %}
                else 0
            end as {{ dbt.type_bigint() }}
        ) as is_out_of_support
    from {{ ref("monitor_" ~ period ~ "_rows") }} as period_rows
    inner join {{ support }} as support on period_rows.chunk_index = support.chunk_index and support.period = '{{ period }}'
    {%- for column in categorical %}
        left join
            (
                select category, only_chunk_index
                from {{ ref("monitor_fitted_support") }}
                where
                    monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
                    and feature_type = 'categorical'
                    and column_index = {{ column.index }}
                    and boundary = 'category'
            ) as {{ column.alias }}
            on {{ column.value }} = {{ column.alias }}.category
    {%- endfor %}
    where period_rows.monitor_name = {{ ml_monitor.plain_text(monitor.name) }} and period_rows.y_pred is not null
{% endmacro %}


{# How many rows of each slice there are, and how many of them are out of support. #}
{% macro support_counts(monitor, period, support) %}
    select
        monitor_name,
        period,
        {{ ml_monitor.slice_of_group(monitor) }},
        count(*) as row_count,
        sum(is_out_of_support) as out_of_support_count
    from
        ({{ ml_monitor.rows_with_support(monitor, period, support) }}) as supported
        {{ ml_monitor.sliced_groups(monitor, ["monitor_name", "period"]) }}
{% endmacro %}


{# The inputs of a monitor's loss models among its columns of one feature type; each with its value and the alias of its known categories. #}
{% macro support_columns(monitor, feature_type) %}
    {% set columns = [] %}
    {% for column in ml_monitor.columns_of_monitor(monitor) if column.feature_type == feature_type and column.role != "target" %}
        {% do columns.append(dict(column, alias="known_" ~ column.index, value="period_rows." ~ ml_monitor.value_column(column))) %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}


{# Whether a monitor's performance is estimated by loss models, which read features. #}
{% macro has_loss_models(monitor) %} {% do return(monitor.problem_type == "regression" and monitor.has_estimates) %} {% endmacro %}


{# The monitors that have them. #}
{% macro monitors_with_loss_models() %}
    {% set found = [] %}
    {% for monitor in ml_monitor.monitors() if ml_monitor.has_loss_models(monitor) %} {% do found.append(monitor) %} {% endfor %}
    {% do return(found) %}
{% endmacro %}
