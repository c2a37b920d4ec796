-- depends_on: {{ ref('monitor_config') }}
-- depends_on: {{ ref('monitor_searched_rows') }}
-- depends_on: {{ ref('monitor_searched_parts') }}
{#- The searched rows, once per column: the part that each lies in, and its loss as excess. A table of its own since it is read several times, and Spark would place them each time. -#}
{%- set monitors = ml_monitor.searching_monitors() %}
{% if not monitors %} {{ ml_monitor.no_rows_as_described() }}
{%- else %}
    with
        watched as ({{ ml_monitor.searched_columns(monitors) }}),

        means as (
            select monitor_name, period, {{ ml_monitor.mean_of_values("loss") }} as mean_loss
            from {{ ref("monitor_searched_rows") }}
            group by monitor_name, period
        ),

        parts as (select column_number, part, category, lower_edge from {{ ref("monitor_searched_parts") }}),

        edges as ({{ ml_monitor.edges_of_parts("parts") }}),

        placed as (
            select
                {{ ml_monitor.broadcast_hint(["means", "edges", "categories"]) }}
                searched.monitor_name,
                searched.period,
                searched.row_number,
                searched.column_number,
                case
                    when searched.feature_type = 'continuous'
                    then {{ ml_monitor.place_of_number("searched.number_value", "edges") }}
                    when searched.text_value is null
                    then 98
                    else coalesce(mod(categories.part, 100), 99)
                end as place,
                {{ ml_monitor.standardised("searched.loss", "means.mean_loss", "means.mean_loss") }} as excess
            from ({{ ml_monitor.searched_values(monitors, "watched") }}) as searched
            inner join means on {{ ml_monitor.same("searched", "means", ["monitor_name", "period"]) }}
            left join edges on searched.column_number = edges.column_number
            left join parts as categories on searched.column_number = categories.column_number and searched.text_value = categories.category
        )

    select
        monitor_name,
        period,
        row_number,
        cast({{ ml_monitor.part_key("column_number", "place") }} as {{ dbt.type_bigint() }}) as part,
        excess
    from placed
{%- endif %}
