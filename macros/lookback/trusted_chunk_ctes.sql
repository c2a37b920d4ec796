{# The common table expressions that end in `trusted_chunks`: rows of the last state of monitor_chunk_fingerprints. `row_tables`: kept_row_tables(). #}
{% macro trusted_chunk_ctes(monitors, row_tables) %}
    {%- set of_monitor = "partition by chunks.monitor_name" -%}
    {%- set rows_of_chunk = ml_monitor.result_registry() | selectattr("name", "equalto", "rows") | first %}
    chunks as ({%- for monitor in monitors %}{{ ml_monitor.chunks_read_before(monitor) }} {{ "union all" if not loop.last }} {%- endfor %}),

    -- What the row tables have to hold: a run that failed may not have come to them.
    versions as ({{ ml_monitor.versions_of_result(rows_of_chunk, ml_monitor.inputs_of_results()) }}),

    kept as (
        select distinct result_version
        from
            (
                select result_version
                from {{ row_tables[0] }}
                union all
                select result_version
                from {{ row_tables[1] }}
            ) as rows_of_all_monitors
    ),

    judged as (
        select
            chunks.*,
            case
                when kept.result_version is null or chunks.chunk_end >= chunks.trusted_until
                then 1
                -- A reference may have rows without a time, and the last chunk of the analysis is still growing.
                when chunks.period = 'reference'
                then chunks.is_other_reference
                when chunks.chunk_end < chunks.trusted_until and chunks.chunk_index < chunks.last_chunk_index
                then 0
                else 1
            end as is_open
        from chunks
        inner join versions on {{ ml_monitor.same_chunk("chunks", "versions") }}
        left join kept on versions.result_version = kept.result_version
    ),

    first_open as (
        select
            monitor_name,
            max(case when period = 'reference' then is_open end) as is_reference_open,
            min(case when period = 'analysis' and chunk_index >= 0 and is_open = 1 then chunk_index end) as chunk_index
        from judged
        group by monitor_name
    ),

    -- Where chunks are told apart by their rows alone, the first chunk to be read has to begin at a time that no row before it has.
    first_read as (
        select judged.monitor_name, max(judged.chunk_index) as chunk_index
        from judged
        inner join first_open on judged.monitor_name = first_open.monitor_name
        where
            judged.period = 'analysis'
            and judged.begins_later
            and judged.chunk_index <= first_open.chunk_index
            and first_open.is_reference_open = 0
        group by judged.monitor_name
    ),

    trusted_chunks as (
        select judged.*
        from judged
        inner join first_read on judged.monitor_name = first_read.monitor_name
        where judged.period = 'reference' or (judged.chunk_index >= 0 and judged.chunk_index < first_read.chunk_index)
    )
{% endmacro %}


{# The chunks of a monitor in the last state, if its settings are still the same, each with what tells whether it is trusted. #}
{% macro chunks_read_before(monitor) %}
    {%- set of_period = "over (partition by last_state.period order by last_state.chunk_index)" -%}
    {%- set latest = "max(case when last_state.period = 'analysis' then last_state.last_timestamp end) over ()" -%}
    {%- set now = ml_monitor.wall_clock(ml_monitor.now(), monitor.time_zone) -%}
    {%- set until = ml_monitor.later_time(ml_monitor.smaller("latest_timestamp", now), -monitor.lookback.count, monitor.lookback.period) %}
    select
        read_before.*,
        {{ until }} as trusted_until,
        case
            when
                read_before.reference_row_count = reference_now.row_count
                and read_before.reference_begin = reference_now.first_instant
                and read_before.reference_end = reference_now.last_instant
            then 0
            else 1
        end as is_other_reference
    from
        (
            select
                last_state.*,
                {{ ml_monitor.truth(monitor.segments) }} as has_segments,
                {{ latest }} as latest_timestamp,
                {% if monitor.chunk_method == "period" -%}
                    {{ ml_monitor.period_end(monitor.chunk_period, ml_monitor.period_start(monitor.chunk_period, "last_state.last_timestamp")) }}
                    as chunk_end,
                    last_state.chunk_index > 0 as begins_later,
                {%- else -%}
                    last_state.last_timestamp as chunk_end,
                    last_state.chunk_index > 0 and lag(last_state.last_instant) {{ of_period }} < last_state.first_instant as begins_later,
                {%- endif %}
                max(last_state.chunk_index) over (partition by last_state.period) as last_chunk_index,
                sum(case when last_state.period = 'reference' then last_state.row_count end) over () as reference_row_count,
                min(case when last_state.period = 'reference' then last_state.first_instant end) over () as reference_begin,
                max(case when last_state.period = 'reference' then last_state.last_instant end) over () as reference_end
            from {{ this }} as last_state
            where
                last_state.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
                and last_state.read_version = {{ ml_monitor.plain_text(monitor.read_version) }}
        ) as read_before
    cross join
        (
            select
                count(*) as row_count,
                min({{ ml_monitor.row_instant(monitor, "reference_rows", "reference") }}) as first_instant,
                max({{ ml_monitor.row_instant(monitor, "reference_rows", "reference") }}) as last_instant
            from {{ ml_monitor.monitored_rows(monitor, "reference") }} as reference_rows
        ) as reference_now
{% endmacro %}
