with
    rows_of_periods as (
        {% for period in ["reference", "analysis"] %}
            select
                {{ ml_monitor.text(period) }} as period,
                monitor_name,
                chunk_index,
                row_timestamp,
                y_true,
                y_pred,
                {{ ml_monitor.row_hash(["row_id", "row_timestamp", "y_pred", "continuous_values", "categorical_values"]) }} as inputs_hash,
                {{ ml_monitor.row_hash(["row_id", "y_true"]) }} as labels_hash
            from {{ ref("monitor_" ~ period ~ "_rows") }} {{ 'union all' if not loop.last }}
        {% endfor %}
    ),

    -- Rows of no chunk make a group of their own (chunk_index null): they are part of the reference that is fitted on.
    aggregated as (
        select
            monitor_name,
            period,
            chunk_index,
            count(*) as row_count,
            count(case when y_true is not null and y_pred is not null then 1 end) as labelled_row_count,
            min(row_timestamp) as first_timestamp,
            max(row_timestamp) as last_timestamp,
            {{ ml_monitor.set_fingerprint("inputs_hash") }} as inputs_fingerprint,
            {{ ml_monitor.set_fingerprint("labels_hash") }} as labels_fingerprint
        from rows_of_periods
        group by monitor_name, period, chunk_index
    ),

    reference_sets as (
        select
            monitor_name,
            sum(row_count) as row_count,
            {{ dbt.hash(dbt.listagg("inputs_fingerprint || labels_fingerprint", "''", "order by inputs_fingerprint")) }}
            as reference_version
        from aggregated
        where period = 'reference'
        group by monitor_name
    ),

    analysis_sets as (select monitor_name, sum(row_count) as row_count from aggregated where period = 'analysis' group by monitor_name),

    placed as (
        select
            aggregated.*,
            reference_sets.reference_version,
            config.chunk_method,
            config.chunk_period,
            config.chunk_number_per_period,
            config.chunk_number,
            case
                when config.chunk_method = 'size'
                then config.chunk_size
                when config.chunk_method = 'number' and config.chunk_number_per_period and aggregated.period = 'analysis'
                then floor(analysis_sets.row_count / cast(config.chunk_number as {{ ml_monitor.type_double() }}))
                when config.chunk_method = 'number'
                then floor(reference_sets.row_count / cast(config.chunk_number as {{ ml_monitor.type_double() }}))
            end as full_row_count,
            sum(aggregated.row_count) over (
                partition by aggregated.monitor_name, aggregated.period
                order by aggregated.chunk_index
                rows between unbounded preceding and current row
            )
            - 1 as last_position,
            max(aggregated.chunk_index) over (partition by aggregated.monitor_name, aggregated.period) as last_chunk_index,
            case
                config.chunk_period
                {% for period in ml_monitor.chunk_periods() -%}
                    when '{{ period }}' then {{ ml_monitor.period_start(period, "aggregated.first_timestamp") }}
                {% endfor -%}
            end as calendar_start
        from aggregated
        inner join {{ ref("monitor_config") }} as config on aggregated.monitor_name = config.monitor_name
        inner join reference_sets on aggregated.monitor_name = reference_sets.monitor_name
        left join analysis_sets on aggregated.monitor_name = analysis_sets.monitor_name
        where aggregated.chunk_index is not null
    )

select
    monitor_name,
    period,
    chunk_index,
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
    cast(last_position as {{ dbt.type_bigint() }}) as chunk_end_index,
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
