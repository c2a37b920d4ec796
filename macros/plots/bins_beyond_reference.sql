{#
  What the reference has no bin for: one row per column for values below its range, above it and missing. Each drawn new category has a row, too.
  Arguments: the names of relations: the watched columns with the reference's counts, and one made by named_new_categories(named).
#}
{% macro bins_beyond_reference(watched, new_categories, named) %}
    {%- set column = ["monitor_name", "column_name"] %}
    {% for side, position, edges in [
        ("below", "-1", [ml_monitor.real(none), "bins.lower_edge"]),
        ("above", "watched.bin_count", ["bins.upper_edge", ml_monitor.real(none)]),
    ] %}
        select
            watched.monitor_name,
            watched.column_name,
            '{{ side }}' as bin_type,
            0 as place,
            {{ position }} as bin_position,
            {{ edges[0] }} as lower_edge,
            {{ edges[1] }} as upper_edge,
            ':none' as category,
            '{{ side }}' as bin_label,
            0 as reference_row_count
        from {{ watched }} as watched
        inner join {{ ref("monitor_fitted_bins") }} as bins on {{ ml_monitor.same("watched", "bins", column) }}
        union all
    {% endfor %}
    select distinct
        watched.monitor_name,
        watched.column_name,
        'unseen' as bin_type,
        new_categories.place,
        watched.bin_count + new_categories.place as bin_position,
        {{ ml_monitor.real(none) }} as lower_edge,
        {{ ml_monitor.real(none) }} as upper_edge,
        new_categories.named_category as category,
        new_categories.bin_label,
        0 as reference_row_count
    from {{ watched }} as watched
    inner join {{ new_categories }} as new_categories on {{ ml_monitor.same("watched", "new_categories", column) }}
    union all
    select
        monitor_name,
        column_name,
        'missing' as bin_type,
        0 as place,
        bin_count + case feature_type when 'continuous' then 1 else {{ named + 1 }} end as bin_position,
        {{ ml_monitor.real(none) }} as lower_edge,
        {{ ml_monitor.real(none) }} as upper_edge,
        ':none' as category,
        'missing' as bin_label,
        reference_row_count - reference_value_count as reference_row_count
    from {{ watched }} as watched
{% endmacro %}
