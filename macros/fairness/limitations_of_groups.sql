{# What is not compared since the reference does not have the group to compare with, for monitor_status: one row per monitor that has such an entry of `fairness`. #}
{% macro limitations_of_groups() %}
    {%- set words = [
        ml_monitor.text("no group of "),
        "entries.segment_column",
        ml_monitor.text(" is compared, since the reference has no row of its reference_group '"),
        "entries.reference_group",
        ml_monitor.text("'"),
    ] %}
    select entries.monitor_name, {{ ml_monitor.sorted_texts(dbt.concat(words), "'; '") }} as limitations
    from
        (
            select distinct monitor_name, segment_column, reference_group
            from {{ ref("monitor_fairness_settings") }}
            where reference_group is not null
        ) as entries
    left join
        {{ ref("monitor_segments") }} as segments
        on {{ ml_monitor.same("entries", "segments", ["monitor_name", "segment_column"]) }}
        and entries.reference_group = segments.segment_value
        and segments.reference_row_count > 0
    where segments.segment_index is null
    group by entries.monitor_name
{% endmacro %}
