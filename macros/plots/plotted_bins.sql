{#
  The bins and categories of the reference, each with its place and its label on an axis: one row per column and bin.
  Bins are in the order of their edges, categories in that of their share in the reference.
#}
{% macro plotted_bins() %}
    {%- set column = ["monitor_name", "column_name"] %}
    select
        *,
        case
            feature_type
            when 'continuous'
            then bin_index
            else row_number() over (partition by {{ column | join(", ") }} order by row_count desc, bin_index) - 1
        end as bin_position,
        case
            feature_type when 'continuous' then {{ ml_monitor.bin_label("bin_lower_edge", "bin_upper_edge") }} else category
        end as bin_label
    from {{ ref("monitor_fitted_distributions") }}
    where segment_index = 0
{% endmacro %}
