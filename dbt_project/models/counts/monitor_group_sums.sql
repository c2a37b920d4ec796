{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
{#- What the metrics of groups are made of, per slice of monitors with `fairness`: the confusion matrix of a binary classification, means and variances of a regression. -#}
{%- set monitors = ml_monitor.comparing_monitors() %}
with
    pending as ({{ ml_monitor.pending_versions("group_sums") }}),

    slices as ({{ ml_monitor.pending_slices("pending") }}),

    sums as (
        {% for monitor in monitors %}
            {% for period in ["reference", "analysis"] %}
                select
                    {{ ml_monitor.slices_of_monitor(monitor, period) }}, {{ ml_monitor.columns_of(none, ml_monitor.group_sum_columns()) }}
                from ({{ ml_monitor.sums_of_groups(monitor, period, "pending") }}) as grouped
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(dict(ml_monitor.slice_types(), **ml_monitor.group_sum_types())) }}
    )

select
    {{ ml_monitor.slice_columns("slices") }},
    slices.row_count,
    {% for name, type in ml_monitor.group_sum_types().items() -%}
        {% if type == "whole" -%} cast(sums.{{ name }} as {{ dbt.type_bigint() }}) as {{ name }}, {%- else -%} sums.{{ name }}, {%- endif %}
    {% endfor -%}
    slices.result_version,
    {{ ml_monitor.current_utc_time() }} as computed_at
from slices
inner join sums on {{ ml_monitor.same_slice("slices", "sums") }}
