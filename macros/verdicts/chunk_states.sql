{#
  What can be judged of a slice: whether the period of its chunk is over, whether it has enough rows, and whether its labels are complete. One row per slice of
  monitor_slices. The reference is what it is: its periods are over and its labels complete.
#}
{% macro chunk_states() %}
    with
        placed as (
            select
                monitor_name,
                row_count,
                row_number() over (partition by monitor_name order by row_count) as place,
                count(*) over (partition by monitor_name) as chunk_count
            from {{ ref("monitor_chunks") }}
            where period = 'reference'
        ),

        -- By default a chunk needs half of what a reference chunk has, but no more than 30 rows.
        typical as (
            select monitor_name, {{ ml_monitor.middle_value("row_count", "place", "chunk_count") }} / 2 as half_of_median
            from placed
            group by monitor_name
        ),

        timed as (
            select
                {{ ml_monitor.slice_columns("slices") }},
                chunks.chunk_end_date,
                chunks.is_chunk_complete,
                slices.row_count,
                cast(slices.labelled_row_count as {{ ml_monitor.type_double() }}) / nullif(slices.row_count, 0) as label_share,
                max(chunks.chunk_index) over (partition by chunks.monitor_name, chunks.period) as last_chunk_index,
                coalesce(config.judge_min_rows, {{ ml_monitor.smaller("typical.half_of_median", "30") }}) as min_rows,
                {{ ml_monitor.now_of_monitor("config.time_zone") }} as wall_clock,
                {{ ml_monitor.labels_due_at("chunks.chunk_end_date") }} as labels_due_at,
                config.chunk_method,
                config.judge_incomplete_chunks,
                config.judge_min_label_share
            from {{ ref("monitor_chunks") }} as chunks
            inner join {{ ref("monitor_slices") }} as slices on {{ ml_monitor.same_chunk("chunks", "slices") }}
            inner join {{ ref("monitor_config") }} as config on chunks.monitor_name = config.monitor_name
            left join typical on chunks.monitor_name = typical.monitor_name
        )

    select
        {{ ml_monitor.slice_columns() }},
        min_rows,
        case
            when period = 'reference' or judge_incomplete_chunks
            then true
            when chunk_method = 'period'
            then chunk_index < last_chunk_index or chunk_end_date < wall_clock
            else is_chunk_complete
        end as is_over,
        case
            when period = 'reference' or labels_due_at <= wall_clock or label_share >= judge_min_label_share then true else false
        end as are_labels_complete,
        coalesce(row_count >= min_rows, true) as has_enough_rows
    from timed
{% endmacro %}


{# Now, as the clocks of the time zone of each monitor show it; `time_zone` is the column that names it. In UTC nothing is asked of an engine's zones. #}
{% macro now_of_monitor(time_zone) -%}
    {%- set zones = ml_monitor.monitors() | map(attribute="time_zone") | reject("equalto", "UTC") | unique | list -%}
    {%- if zones -%}
        case
            {{ time_zone }}
            {% for zone in zones %}
                when {{ ml_monitor.plain_text(zone) }} then {{ ml_monitor.wall_clock(ml_monitor.now(), zone) }}
            {% endfor %}
            else {{ ml_monitor.now() }}
        end
    {%- else -%} {{ ml_monitor.now() }}
    {%- endif -%}
{%- endmacro %}


{# When the labels of a chunk count as complete, however few have come; null where the monitor says nothing of it. #}
{% macro labels_due_at(chunk_end) -%}
    case
        config.judge_label_delay_period
        {% for period in ml_monitor.chunk_periods() -%}
            when '{{ period }}' then {{ ml_monitor.later_time(chunk_end, "config.judge_label_delay_count", period) }}
        {% endfor -%}
    end
{%- endmacro %}
