{#
  What was known of labels when a chunk ended: of each chunk the latest 24 chunks whose labels were due by then, by judge.label_delay, and that have some. Without a label_delay nobody knows
  when labels came, and of a chunk of the reference only the reference is known.

  A select of the chunk, the `place` of each chunk that it knows, and its `age`, counted from the latest of them. Analysis chunks are at the place of their chunk_index; those of the reference come before, at -1, -2
  and so on.
#}
{% macro known_chunks() %}
    with
        watched as (
            select {{ ml_monitor.chunk_columns("slices") }}, slices.labelled_row_count, chunks.chunk_end_date
            from {{ ref("monitor_slices") }} as slices
            inner join {{ ref("monitor_chunks") }} as chunks on {{ ml_monitor.same_chunk("slices", "chunks") }}
            where slices.segment_index = 0
        ),

        moments as (
            select monitor_name, chunk_index, chunk_end_date as happens_at, 1 as is_end
            from watched
            where period = 'analysis'
            union all
            select
                watched.monitor_name,
                watched.chunk_index,
                {{ ml_monitor.labels_due_at("watched.chunk_end_date") }} as happens_at,
                0 as is_end
            from watched
            inner join {{ ref("monitor_config") }} as config on watched.monitor_name = config.monitor_name
            where watched.period = 'analysis' and watched.labelled_row_count > 0 and config.judge_label_delay_period is not null
        ),

        ends as (
            select
                monitor_name,
                chunk_index,
                is_end,
                max(case when is_end = 0 then chunk_index end) over (
                    partition by monitor_name order by happens_at, is_end rows between unbounded preceding and current row
                ) as last_due
            from moments
        ),

        targets as (
            select
                monitor_name,
                'analysis' as period,
                chunk_index,
                {{ ml_monitor.smaller("coalesce(last_due, -1)", "chunk_index - 1") }} as last_place
            from ends
            where is_end = 1
            union all
            select {{ ml_monitor.chunk_columns() }}, -1 as last_place
            from watched
            where period = 'reference'
        )

    select {{ ml_monitor.chunk_columns("targets") }}, targets.last_place - ages.number as place, ages.number as age
    from targets
    cross join (select number from ({{ ml_monitor.numbers(2) }}) as all_numbers where number < 24) as ages
{% endmacro %}
