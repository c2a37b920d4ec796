{#- Production as it comes, but from the last third on color and depth are recorded wrongly. -#}
with
    arrivals as (
        select
            *,
            row_number() over (order by {{ ml_monitor.hash_to_unit("'arrival ' || " ~ dbt.cast("diamond_id", dbt.type_string())) }})
            - 1 as arrival,
            count(*) over () as sale_count,
            {{ ml_monitor.hash_to_unit("'color ' || " ~ dbt.cast("diamond_id", dbt.type_string())) }} as color_chance,
            {{ ml_monitor.hash_to_unit("'depth ' || " ~ dbt.cast("diamond_id", dbt.type_string())) }} as depth_chance
        from {{ ref("diamonds") }}
        where set_name = 'production'
    )

select
    diamond_id,
    carat,
    cut,
    case
        when arrival < floor(sale_count * 2 / cast(3 as {{ ml_monitor.type_double() }})) or color_chance < 0.4
        then color
        when color_chance < 0.7
        then 'I'
        else 'J'
    end as color,
    clarity,
    case
        when arrival < floor(sale_count * 2 / cast(3 as {{ ml_monitor.type_double() }}))
        then depth
        else depth + round(1.5 + 3 * depth_chance, 1)
    end as depth,
    {{ ml_monitor.quoted("table") }},
    x,
    y,
    z,
    price,
    arrival
from arrivals
