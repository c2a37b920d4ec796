{#- The start of the period that each instant lies in, and the end and the key of that period. -#}
with
    started as (
        select
            period_name,
            instant,
            case
                period_name
                {%- for period in ml_monitor.chunk_periods() %}
                    when '{{ period }}' then {{ ml_monitor.period_start(period, 'instant') }}
                {%- endfor %}
            end as starts_at
        from {{ ref('instants') }}
    )

select
    period_name,
    instant,
    starts_at,
    case
        period_name
        {%- for period in ml_monitor.chunk_periods() %}
            when '{{ period }}' then {{ ml_monitor.period_end(period, 'starts_at') }}
        {%- endfor %}
    end as ends_at,
    case
        period_name
        {%- for period in ml_monitor.chunk_periods() %}
            when '{{ period }}' then {{ ml_monitor.period_key(period, 'starts_at') }}
        {%- endfor %}
    end as period_key
from started
