{#-
  The share of every bin and category in every chunk and in the reference as a whole, ready to be drawn: the same bins for all chunks of a column, zeros included.
-#}
{%- set named_categories = 20 %}
{%- set column = ["monitor_name", "column_name"] %}
with
    reference_sets as ({{ ml_monitor.rows_of_period("reference") }}),

    chunks as ({{ ml_monitor.plotted_sets("reference_sets") }}),

    watched as (
        select
            watched.monitor_name,
            watched.column_name,
            watched.column_role,
            watched.feature_type,
            reference_sets.row_count as reference_row_count,
            coalesce(fitted.value_count, 0) as reference_value_count,
            coalesce(fitted.bin_count, 0) as bin_count
        from {{ ref("monitor_columns") }} as watched
        inner join reference_sets on watched.monitor_name = reference_sets.monitor_name
        left join
            (
                select {{ column | join(", ") }}, sum(row_count) as value_count, count(*) as bin_count
                from {{ ref("monitor_fitted_distributions") }}
                where segment_index = 0
                group by {{ column | join(", ") }}
            ) as fitted
            on {{ ml_monitor.same("watched", "fitted", column) }}
    ),

    fitted as ({{ ml_monitor.plotted_bins() }}),

    new_categories as ({{ ml_monitor.named_new_categories(named_categories) }}),

    other_bins as ({{ ml_monitor.bins_beyond_reference("watched", "new_categories", named_categories) }}),

    other_counts as ({{ ml_monitor.counts_beyond_reference("new_categories") }}),

    counts as ({{ ml_monitor.plotted_counts("chunks", "fitted", "other_bins", "other_counts") }}),

    shared as (
        select
            counts.monitor_name,
            counts.column_name,
            watched.column_role,
            watched.feature_type,
            counts.period,
            chunks.chunk_key,
            counts.chunk_index,
            chunks.chunk_position,
            chunks.chunk_start_date,
            chunks.chunk_end_date,
            chunks.row_count as chunk_row_count,
            counts.bin_type,
            counts.bin_position,
            counts.bin_label,
            counts.lower_edge,
            counts.upper_edge,
            counts.category,
            counts.row_count,
            cast(counts.row_count as {{ ml_monitor.type_double() }}) / chunks.row_count as share,
            counts.reference_row_count,
            cast(counts.reference_row_count as {{ ml_monitor.type_double() }}) / watched.reference_row_count as reference_share,
            chunks.row_count - coalesce(missing.row_count, 0) as value_count,
            watched.reference_value_count
        from counts
        inner join watched on {{ ml_monitor.same("counts", "watched", column) }}
        inner join chunks on {{ ml_monitor.same_chunk("counts", "chunks") }}
        left join
            {{ ref("monitor_distributions") }} as missing
            on {{ ml_monitor.same_chunk("counts", "missing") }}
            and missing.segment_index = 0
            and counts.column_name = missing.column_name
            and missing.bin_type = 'missing'
    )

select
    monitor_name,
    column_name,
    column_role,
    feature_type,
    period,
    chunk_key,
    cast(chunk_index as {{ dbt.type_int() }}) as chunk_index,
    cast(chunk_position as {{ dbt.type_int() }}) as chunk_position,
    chunk_start_date,
    chunk_end_date,
    cast(chunk_row_count as {{ dbt.type_bigint() }}) as chunk_row_count,
    bin_type,
    cast(bin_position as {{ dbt.type_int() }}) as bin_position,
    bin_label,
    lower_edge,
    upper_edge,
    category,
    cast(row_count as {{ dbt.type_bigint() }}) as row_count,
    share,
    cast(reference_row_count as {{ dbt.type_bigint() }}) as reference_row_count,
    reference_share,
    case
        when
            bin_type = 'category'
            and {{
                ml_monitor.is_category_gone(
                    "cast(reference_row_count as " ~ ml_monitor.type_double() ~ ") / nullif(reference_value_count, 0)",
                    "cast(row_count as " ~ ml_monitor.type_double() ~ ") / nullif(value_count, 0)",
                    "value_count",
                )
            }}
        then true
        else false
    end as is_gone,
    case when bin_type = 'unseen' and row_count > 0 then true else false end as is_new
from shared
