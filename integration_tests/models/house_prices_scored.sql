-- 52 weeks of 25 sales. From August on the model is wrong about the district that is called south.
with
    sales as (
        select
            number as sale_id,
            cast('2025-01-06' as timestamp) + (number - number % 25) / 25 * interval 7 day + number % 25 * interval 6 hour as sold_at,
            50 + number * 37 % 101 as living_area,
            1 + number * 11 % 6 as rooms,
            case when number % 3 = 0 then 'north' when number % 3 = 1 then 'south' else 'west' end as district
        from range(1300) as numbers(number)
    ),

    predicted as (select *, 3000 * living_area + 10000 * rooms as predicted_price from sales)

select
    *,
    case
        when sold_at < '2025-12-01'
        then
            predicted_price
            + (sale_id * 7919 % 201 - 100) * 100
            + case when district = 'south' and sold_at >= '2025-08-04' then 90000 else 0 end
    end as price
from predicted
