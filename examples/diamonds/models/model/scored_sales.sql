{#- Every sale that the model is asked to price, in three scenarios. -#}
with
    reference_sales as (
        select *, row_number() over (order by {{ ml_monitor.hash_to_unit("'arrival ' || cast(diamond_id as varchar)") }}) - 1 as arrival
        from {{ ref("diamonds") }}
        where set_name = 'test'
    ),

    sales as (
        select
            'reference' as scenario,
            diamond_id,
            carat,
            cut,
            color,
            clarity,
            depth,
            "table",
            x,
            y,
            z,
            price,
            arrival,
            cast('2023-01-01' as timestamp) as opening
        from reference_sales
        union all
        select
            'analysis' as scenario,
            diamond_id,
            carat,
            cut,
            color,
            clarity,
            depth,
            "table",
            x,
            y,
            z,
            price,
            arrival,
            cast('2024-01-01' as timestamp) as opening
        from {{ ref("production_deliveries") }}
        union all
        select
            'corrupted' as scenario,
            diamond_id,
            carat,
            cut,
            color,
            clarity,
            depth,
            "table",
            x,
            y,
            z,
            price,
            arrival,
            cast('2024-01-01' as timestamp) as opening
        from {{ ref("corrupted_deliveries") }}
    )

select
    scenario,
    arrival as sale_id,
    {{ dbt.dateadd("minute", "arrival * 97", "opening") }} as sold_at,
    diamond_id,
    carat,
    cut,
    color,
    clarity,
    depth,
    "table",
    x,
    y,
    z,
    price
from sales
