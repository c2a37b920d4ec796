with
    reference_sets as ({{ ml_monitor.rows_of_period("reference") }}),

    analysis_sets as ({{ ml_monitor.rows_of_period("analysis") }}),

    placed as (
        select
            fingerprints.*,
            config.chunk_method,
            config.chunk_period,
            config.chunk_number_per_period,
            config.chunk_number,
            case
                when config.chunk_method = 'size'
                then config.chunk_size
                when config.chunk_method = 'number' and config.chunk_number_per_period and fingerprints.period = 'analysis'
                then floor(analysis_sets.row_count / cast(config.chunk_number as {{ ml_monitor.type_double() }}))
                when config.chunk_method = 'number'
                then floor(reference_sets.row_count / cast(config.chunk_number as {{ ml_monitor.type_double() }}))
            end as full_row_count,
            cast(
                sum(fingerprints.row_count) over (
                    partition by fingerprints.monitor_name, fingerprints.period
                    order by fingerprints.chunk_index
                    rows between unbounded preceding and current row
                )
                - 1 as {{ dbt.type_bigint() }}
            ) as last_position,
            max(fingerprints.chunk_index) over (partition by fingerprints.monitor_name, fingerprints.period) as last_chunk_index,
            case
                config.chunk_period
                {% for period in ml_monitor.chunk_periods() -%}
                    when '{{ period }}' then {{ ml_monitor.period_start(period, "fingerprints.first_timestamp") }}
                {% endfor -%}
            end as calendar_start
        from {{ ref("monitor_chunk_fingerprints") }} as fingerprints
        inner join {{ ref("monitor_config") }} as config on fingerprints.monitor_name = config.monitor_name
        inner join reference_sets on fingerprints.monitor_name = reference_sets.monitor_name
        left join analysis_sets on fingerprints.monitor_name = analysis_sets.monitor_name
        where fingerprints.chunk_index >= 0
    )

select
    {{ ml_monitor.chunk_columns() }},
    case
        chunk_period
        {% for period in ml_monitor.chunk_periods() -%}
            when '{{ period }}' then {{ ml_monitor.period_key(period, "calendar_start") }}
        {% endfor -%}
        else
            '['
            || cast(last_position - row_count + 1 as {{ dbt.type_string() }})
            || ':'
            || cast(last_position as {{ dbt.type_string() }})
            || ']'
    end as chunk_key,
    cast(last_position - row_count + 1 as {{ dbt.type_bigint() }}) as chunk_start_index,
    last_position as chunk_end_index,
    coalesce(calendar_start, first_timestamp) as chunk_start_date,
    case
        chunk_period
        {% for period in ml_monitor.chunk_periods() -%}
            when '{{ period }}' then {{ ml_monitor.period_end(period, "calendar_start") }}
        {% endfor -%}
        else last_timestamp
    end as chunk_end_date,
    row_count,
    labelled_row_count,
    case
        when chunk_method = 'period'
        then chunk_index < last_chunk_index
        when chunk_method = 'number' and (period = 'reference' or chunk_number_per_period)
        then chunk_index < chunk_number and row_count >= full_row_count
        else row_count >= full_row_count
    end as is_chunk_complete,
    inputs_fingerprint,
    labels_fingerprint,
    reference_version
from placed
