{#- Every sale that the model is asked to price, in three scenarios. -#}
with
    reference_sales as (
        select
            *,
            row_number() over (order by {{ ml_monitor.hash_to_unit("'arrival ' || " ~ dbt.cast("diamond_id", dbt.type_string())) }})
            - 1 as arrival
        from {{ ref("diamonds") }}
        where set_name = 'test'
    ),

    sales as (
        {% for scenario, relation, opening in [
            ("reference", "reference_sales", "2023-01-01"),
            ("analysis", ref("production_deliveries"), "2024-01-01"),
            ("corrupted", ref("corrupted_deliveries"), "2024-01-01"),
        ] %}
            select
                '{{ scenario }}' as scenario,
                cast('{{ opening }}' as timestamp) as opening,
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
                arrival
            from {{ relation }} {{ "union all" if not loop.last }}
        {% endfor %}
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
    {{ ml_monitor.quoted("table") }},
    x,
    y,
    z,
    price
from sales
