{#
  The group that the others of an entry of `fairness` are compared with, as a segment of the monitor: the one that the entry names, else the one with the most rows in the reference, of equal ones the first
  by name. `:other` and `:null` are what is left over, and count only where they are named.
#}
{% macro reference_groups() %}
    select monitor_name, segment_column, segment_index, segment_value
    from
        (
            select
                segments.*,
                row_number() over (
                    partition by segments.monitor_name, segments.segment_column
                    order by segments.reference_row_count desc, segments.segment_value
                ) as place
            from {{ ref("monitor_segments") }} as segments
            inner join
                (select distinct monitor_name, segment_column, reference_group from {{ ref("monitor_fairness_settings") }}) as entries
                on {{ ml_monitor.same("segments", "entries", ["monitor_name", "segment_column"]) }}
                and (
                    segments.segment_value = entries.reference_group
                    or (entries.reference_group is null and segments.segment_value not in (':other', ':null'))
                )
        ) as placed
    where place = 1
{% endmacro %}
