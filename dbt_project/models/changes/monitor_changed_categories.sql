{#-
  The categories of each categorical column with an open input incident, in the reference and in the chunks that changed_columns() looks at: one row per incident and category that either
  has, with the category it seems to be called now.
-#}
with
    incidents as ({{ ml_monitor.changed_columns("categorical") }}),

    category_counts as (
        select
            incidents.incident_id,
            counted.category,
            sum(case when counted.period = 'reference' then counted.row_count else 0 end) as row_count_then,
            sum(case when counted.period = 'analysis' then counted.row_count else 0 end) as row_count_now
        from {{ ref("monitor_category_counts") }} as counted
        inner join
            incidents
            on {{ ml_monitor.same("counted", "incidents", ["monitor_name", "segment_index", "column_name"]) }}
            and (counted.period = 'reference' or counted.chunk_index >= incidents.from_chunk_index)
        where counted.category is not null
        group by incidents.incident_id, counted.category
    ),

    totals as (
        select incident_id, sum(row_count_then) as value_count_then, sum(row_count_now) as value_count_now
        from category_counts
        group by incident_id
    ),

    shared as (
        select
            category_counts.*,
            totals.value_count_then,
            totals.value_count_now,
            category_counts.row_count_then / cast(nullif(totals.value_count_then, 0) as {{ ml_monitor.type_double() }}) as share_then,
            category_counts.row_count_now / cast(nullif(totals.value_count_now, 0) as {{ ml_monitor.type_double() }}) as share_now,
            {{ ml_monitor.bare_category("category_counts.category") }} as bare_category
        from category_counts
        inner join totals on category_counts.incident_id = totals.incident_id
    ),

    judged as (
        select
            *,
            {{ ml_monitor.is_category_gone("share_then", "share_now", "value_count_now") }} as is_gone,
            row_count_then = 0 and row_count_now >= 5 as is_new
        from shared
    ),

    renames as ({{ ml_monitor.renamed_categories("judged") }})

select
    incidents.incident_id,
    incidents.monitor_name,
    incidents.segment_column,
    incidents.segment_value,
    incidents.column_name,
    incidents.column_role,
    incidents.row_count_then,
    incidents.row_count_now,
    judged.category,
    cast(judged.row_count_then as {{ dbt.type_bigint() }}) as category_count_then,
    cast(judged.row_count_now as {{ dbt.type_bigint() }}) as category_count_now,
    cast(judged.value_count_then as {{ dbt.type_bigint() }}) as value_count_then,
    cast(judged.value_count_now as {{ dbt.type_bigint() }}) as value_count_now,
    judged.share_then,
    judged.share_now,
    judged.is_gone,
    judged.is_new,
    {{ ml_monitor.code_number("judged.category") }} as code,
    renames.new_category as renamed_to,
    renames.likeness as rename_likeness
from incidents
-- A column of which only nulls have come has no category; its missing values still tell.
left join judged on incidents.incident_id = judged.incident_id
left join renames on judged.incident_id = renames.incident_id and judged.category = renames.category
