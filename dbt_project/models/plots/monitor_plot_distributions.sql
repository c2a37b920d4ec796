{#-
  The share of every bin and category in every chunk and in the reference as a whole, ready to be drawn: the same bins for all chunks of a column, zeros included. Bins and
  categories of the reference have a row for every chunk in monitor_distributions already. What the reference has not (values below, above, missing or new) has a row
  there only where it occurs, and is filled up here. Of new categories the most frequent ones keep their names, so that a column of ids does not multiply with the chunks.
-#}
{%- set named_categories = 20 %}
{%- set column = ["monitor_name", "column_name"] %}
with
    reference_sets as (
        select monitor_name, sum(row_count) as row_count
        from {{ ref("monitor_chunk_fingerprints") }}
        where period = 'reference'
        group by monitor_name
    ),

    placed_chunks as ({{ ml_monitor.plotted_chunks() }}),

    chunks as (
        select monitor_name, period, chunk_index, chunk_key, chunk_position, chunk_start_date, chunk_end_date, row_count
        from placed_chunks
        union all
        select
            placed_chunks.monitor_name,
            'reference' as period,
            -1 as chunk_index,
            ':all' as chunk_key,
            cast(null as {{ dbt.type_bigint() }}) as chunk_position,
            min(placed_chunks.chunk_start_date) as chunk_start_date,
            max(placed_chunks.chunk_end_date) as chunk_end_date,
            max(reference_sets.row_count) as row_count
        from placed_chunks
        inner join reference_sets on placed_chunks.monitor_name = reference_sets.monitor_name
        where placed_chunks.period = 'reference'
        group by placed_chunks.monitor_name
    ),

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
                group by {{ column | join(", ") }}
            ) as fitted
            on {{ ml_monitor.same("watched", "fitted", column) }}
    ),

    -- Bins in the order of their edges, categories by their share in the reference.
    fitted as (
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
    ),

    new_categories as (
        select
            {{ column | join(", ") }},
            category,
            {{ ml_monitor.smaller("place", named_categories) }} as place,
            case when place < {{ named_categories }} then category else ':others' end as named_category,
            case when place < {{ named_categories }} then category else 'other new categories' end as bin_label
        from
            (
                select
                    {{ column | join(", ") }},
                    category,
                    row_number() over (partition by {{ column | join(", ") }} order by sum(row_count) desc, category) - 1 as place
                from {{ ref("monitor_distributions") }}
                where bin_type = 'unseen'
                group by {{ column | join(", ") }}, category
            ) as ranked
    ),

    -- What the reference has no bin for. A `place` tells the new categories of a column apart.
    other_bins as (
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
            from watched
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
        from watched
        inner join new_categories on {{ ml_monitor.same("watched", "new_categories", column) }}
        union all
        select
            monitor_name,
            column_name,
            'missing' as bin_type,
            0 as place,
            bin_count + case feature_type when 'continuous' then 1 else {{ named_categories + 1 }} end as bin_position,
            {{ ml_monitor.real(none) }} as lower_edge,
            {{ ml_monitor.real(none) }} as upper_edge,
            ':none' as category,
            'missing' as bin_label,
            reference_row_count - reference_value_count as reference_row_count
        from watched
    ),

    other_counts as (
        select monitor_name, period, chunk_index, column_name, bin_type, place, sum(row_count) as row_count
        from
            (
                select
                    counted.monitor_name,
                    counted.period,
                    counted.chunk_index,
                    counted.column_name,
                    counted.bin_type,
                    coalesce(new_categories.place, 0) as place,
                    counted.row_count
                from {{ ref("monitor_distributions") }} as counted
                left join
                    new_categories
                    on {{ ml_monitor.same("counted", "new_categories", column + ["category"]) }}
                    and counted.bin_type = 'unseen'
                where counted.bin_type in ('below', 'above', 'unseen', 'missing')
            ) as placed_counts
        group by monitor_name, period, chunk_index, column_name, bin_type, place
    ),

    counts as (
        select
            counted.monitor_name,
            counted.period,
            counted.chunk_index,
            counted.column_name,
            counted.bin_type,
            fitted.bin_position,
            fitted.bin_lower_edge as lower_edge,
            fitted.bin_upper_edge as upper_edge,
            fitted.category,
            fitted.bin_label,
            counted.row_count,
            counted.reference_row_count
        from {{ ref("monitor_distributions") }} as counted
        inner join fitted on {{ ml_monitor.same("counted", "fitted", column + ["bin_type", "bin_index"]) }}

        union all

        select
            monitor_name,
            'reference' as period,
            -1 as chunk_index,
            column_name,
            bin_type,
            bin_position,
            bin_lower_edge as lower_edge,
            bin_upper_edge as upper_edge,
            category,
            bin_label,
            row_count,
            row_count as reference_row_count
        from fitted

        union all

        select
            other_bins.monitor_name,
            chunks.period,
            chunks.chunk_index,
            other_bins.column_name,
            other_bins.bin_type,
            other_bins.bin_position,
            other_bins.lower_edge,
            other_bins.upper_edge,
            other_bins.category,
            other_bins.bin_label,
            case when chunks.chunk_index = -1 then other_bins.reference_row_count else coalesce(other_counts.row_count, 0) end as row_count,
            other_bins.reference_row_count
        from other_bins
        inner join chunks on other_bins.monitor_name = chunks.monitor_name
        left join
            other_counts
            on {{ ml_monitor.same("other_bins", "other_counts", column + ["bin_type", "place"]) }}
            and {{ ml_monitor.same("chunks", "other_counts", ["period", "chunk_index"]) }}
    ),

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
        inner join chunks on {{ ml_monitor.same("counts", "chunks", ["monitor_name", "period", "chunk_index"]) }}
        left join
            {{ ref("monitor_distributions") }} as missing
            on {{ ml_monitor.same("counts", "missing", column + ["period", "chunk_index"]) }}
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
