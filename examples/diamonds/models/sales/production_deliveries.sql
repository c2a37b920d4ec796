{#- Production as it arrives: two thirds as they come, then the large shipment. -#}
with
    arrivals as (
        select
            *,
            row_number() over (order by {{ ml_monitor.hash_to_unit("'arrival ' || " ~ dbt.cast("diamond_id", dbt.type_string())) }})
            - 1 as arrival,
            count(*) over () as sale_count,
            floor(count(*) over () * 2 / cast(3 as {{ ml_monitor.type_double() }})) as usual_count
        from {{ ref("diamonds") }}
        where set_name = 'production'
    ),

    usual as (select * from arrivals where arrival < usual_count),

    -- The shipment draws diamonds of the same kind again, favoring colors I and J, large stones and unusual depth (except in
    -- stones of fair cut, whose depth is always unusual): the mix of the inputs changes, what an input says about the price does not.
    weighted as (
        select
            *,
            case when color in ('I', 'J') then 20 else 1 end
            * case when carat > 1.2 then 3 else 1 end
            * exp(1.5 * case when cut = 'Fair' then 1.5 when abs(depth - 61.75) < 3.5 then abs(depth - 61.75) else 3.5 end) as weight
        from arrivals
    ),

    cumulated as (
        select
            *,
            sum(weight) over (order by arrival rows between unbounded preceding and current row) / sum(weight) over () as weight_to,
            (sum(weight) over (order by arrival rows between unbounded preceding and current row) - weight)
            / sum(weight) over () as weight_from
        from weighted
    ),

    -- Systematic sampling: evenly spaced draws over the cumulated weights need no random numbers.
    draws as (
        select arrival as draw, (arrival - usual_count + {{ ml_monitor.real(0.5) }}) / (sale_count - usual_count) as place
        from arrivals
        where arrival >= usual_count
    ),

    shipment as (
        select
            cumulated.diamond_id,
            cumulated.carat,
            cumulated.cut,
            cumulated.color,
            cumulated.clarity,
            cumulated.depth,
            cumulated.{{ ml_monitor.quoted("table") }},
            cumulated.x,
            cumulated.y,
            cumulated.z,
            cumulated.price,
            cumulated.usual_count
            + row_number() over (order by {{ ml_monitor.hash_to_unit("'draw ' || " ~ dbt.cast("draws.draw", dbt.type_string())) }})
            - 1 as arrival
        from draws
        inner join cumulated on draws.place >= cumulated.weight_from and draws.place < cumulated.weight_to
    )

select
    diamond_id,
    carat,
    cut,
    color,
    clarity,
    depth,
    {{ ml_monitor.quoted("table") }},
    x,
    y,
    z,
    price,
    cast(arrival as bigint) as arrival,
    false as is_shipment
from usual
union all
select
    diamond_id,
    carat,
    cut,
    color,
    clarity,
    depth,
    {{ ml_monitor.quoted("table") }},
    x,
    y,
    z,
    price,
    cast(arrival as bigint) as arrival,
    true as is_shipment
from shipment
