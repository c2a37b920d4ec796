{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
{% if ml_monitor.has_python_models() -%}
-- depends_on: {{ ref('monitor_fitted_calibration') }}
{%- endif %}
{#- How the labels of a group differ from the calibration of all rows: the offset of its log odds (group_offsets). -#}
{%- set monitors = ml_monitor.monitors_with_chances() %}
with
    pending as ({{ ml_monitor.pending_versions("fitted_group_offsets") }}),

    labelled as (
        {% for monitor in monitors %}
            select {{ ml_monitor.plain_text(monitor.name) }} as monitor_name, segment_index, y_true, calibrated_1
            from ({{ ml_monitor.chances_in_groups(monitor, "reference") }}) as chances
            where y_true >= 0
            union all
        {% endfor %}
        {{ ml_monitor.no_rows({"monitor_name": "text", "segment_index": "whole", "y_true": "real", "calibrated_1": "real"}) }}
    ),

    -- Chances that differ by less than a thousandth are taken together: the offset needs no more of them.
    chances as {{ ml_monitor.materialized() }} (
        select
            labelled.monitor_name,
            labelled.segment_index,
            avg(labelled.calibrated_1) as chance,
            cast(count(*) as {{ ml_monitor.type_double() }}) as row_count,
            sum(labelled.y_true) as positive_count
        from labelled
        inner join pending on labelled.monitor_name = pending.monitor_name
        group by labelled.monitor_name, labelled.segment_index, floor(labelled.calibrated_1 * 1024)
    ),

    offsets as ({{ ml_monitor.group_offsets("chances") }})

select
    offsets.monitor_name,
    cast(offsets.segment_index as {{ dbt.type_bigint() }}) as segment_index,
    offsets.chance_offset,
    offsets.offset_error,
    cast(offsets.row_count as {{ dbt.type_bigint() }}) as row_count,
    pending.result_version
from offsets
inner join pending on offsets.monitor_name = pending.monitor_name
