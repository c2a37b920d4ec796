select
    departures.*,
    departures.arrival_delay > 15 as is_late,
    predictions.predicted_delay,
    predictions.chance_of_late,
    predictions.predicted_late
from {{ ref("departures") }} as departures
inner join {{ ref("predictions") }} as predictions on departures.departure_id = predictions.departure_id
