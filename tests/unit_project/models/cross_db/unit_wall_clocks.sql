{#- What clocks show at a UTC time, and the microseconds of it; the name of the zone is in period_name. -#}
select
    period_name as zone_name,
    instant,
    case
        period_name
        {%- for zone in ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"] %}
            when '{{ zone }}' then {{ ml_monitor.wall_clock("instant", zone) }}
        {%- endfor %}
    end as shown_time,
    {{ ml_monitor.microseconds("instant") }} as microseconds
from {{ ref("instants") }}
