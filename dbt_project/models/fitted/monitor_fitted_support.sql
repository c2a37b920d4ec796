{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name")) }}
{#-
  What the reference knows of each input of the loss models: its range, its categories, whether it has nulls. And which of that one reference chunk alone
  knows, so that a reference chunk can be compared with all others: compared with a whole that it is part of, it could have nothing new.
-#}
-- depends_on: {{ ref('monitor_reference_rows') }}
{%- set monitors = ml_monitor.monitors_with_loss_models() %}
with
    pending as ({{ ml_monitor.pending_versions("fitted_support") }}),

    -- The rows of no chunk are one more chunk, -1. With a single chunk there are no others.
    reference_sets as (
        select monitor_name, sum(case when chunk_index >= 0 then 1 else 0 end) > 1 as has_others
        from {{ ref("monitor_chunk_fingerprints") }}
        where period = 'reference'
        group by monitor_name
    ),

    chunk_ranges as (
        {% for monitor in monitors %}
            {% for column in ml_monitor.support_columns(monitor, "continuous") %}
                select
                    {{ ml_monitor.plain_text(monitor.name) }} as monitor_name,
                    coalesce(period_rows.chunk_index, -1) as chunk_index,
                    {{ column.index }} as column_index,
                    min({{ column.value }}) as lowest,
                    max({{ column.value }}) as highest,
                    count(*) - count({{ column.value }}) as null_count
                from {{ ref("monitor_reference_rows") }} as period_rows
                inner join pending on period_rows.monitor_name = pending.monitor_name
                where pending.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
                group by coalesce(period_rows.chunk_index, -1)
                union all
            {% endfor %}
        {% endfor %}
        {{
            ml_monitor.no_rows(
                {
                    "monitor_name": "text",
                    "chunk_index": "whole",
                    "column_index": "whole",
                    "lowest": "real",
                    "highest": "real",
                    "null_count": "whole",
                }
            )
        }}
    ),

    ranked as (
        select
            monitor_name,
            chunk_index,
            column_index,
            lowest,
            highest,
            row_number() over (partition by monitor_name, column_index order by lowest, chunk_index) as place_from_lowest,
            row_number() over (partition by monitor_name, column_index order by highest desc, chunk_index) as place_from_highest
        from chunk_ranges
        where lowest is not null
    ),

    boundaries as (
        {% for side in ["lowest", "highest"] %}
            select
                monitor_name,
                'continuous' as feature_type,
                column_index,
                '{{ side }}' as boundary,
                ':none' as category,
                max(case when place_from_{{ side }} = 1 then {{ side }} end) as boundary_value,
                max(case when place_from_{{ side }} = 2 then {{ side }} end) as value_elsewhere,
                max(case when place_from_{{ side }} = 1 then chunk_index end) as only_chunk_index
            from ranked
            group by monitor_name, column_index
            union all
        {% endfor %}
        select
            monitor_name,
            'continuous' as feature_type,
            column_index,
            'null' as boundary,
            ':none' as category,
            {{ ml_monitor.real(none) }} as boundary_value,
            {{ ml_monitor.real(none) }} as value_elsewhere,
            case when count(*) = 1 then max(chunk_index) end as only_chunk_index
        from chunk_ranges
        where null_count > 0
        group by monitor_name, column_index
        union all
        select
            counts.monitor_name,
            'categorical' as feature_type,
            watched.column_index,
            case when counts.category is null then 'null' else 'category' end as boundary,
            coalesce(counts.category, ':none') as category,
            {{ ml_monitor.real(none) }} as boundary_value,
            {{ ml_monitor.real(none) }} as value_elsewhere,
            case when count(*) = 1 then max(coalesce(counts.chunk_index, -1)) end as only_chunk_index
        from {{ ref("monitor_category_counts") }} as counts
        inner join pending on counts.monitor_name = pending.monitor_name
        inner join
            {{ ref("monitor_columns") }} as watched
            on counts.monitor_name = watched.monitor_name
            and counts.column_name = watched.column_name
        where counts.period = 'reference' and counts.segment_index = 0
        group by counts.monitor_name, watched.column_index, counts.category
    )

select
    boundaries.monitor_name,
    watched.column_name,
    boundaries.feature_type,
    watched.column_index,
    boundaries.boundary,
    boundaries.category,
    boundaries.boundary_value,
    boundaries.value_elsewhere,
    cast(case when reference_sets.has_others then boundaries.only_chunk_index end as {{ dbt.type_bigint() }}) as only_chunk_index,
    pending.result_version
from boundaries
inner join pending on boundaries.monitor_name = pending.monitor_name
inner join reference_sets on boundaries.monitor_name = reference_sets.monitor_name
inner join
    {{ ref("monitor_columns") }} as watched
    on boundaries.monitor_name = watched.monitor_name
    and boundaries.feature_type = watched.feature_type
    and boundaries.column_index = watched.column_index
where watched.column_role <> 'target'
