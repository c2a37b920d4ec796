select * from {{ ref("scored_departures") }} where scheduled_at >= timestamp '2013-05-01'
