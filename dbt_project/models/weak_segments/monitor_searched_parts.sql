-- depends_on: {{ ref('monitor_config') }}
-- depends_on: {{ ref('monitor_searched_rows') }}
-- depends_on: {{ ref('monitor_fitted_bins') }}
-- depends_on: {{ ref('monitor_fitted_distributions') }}
{#- What columns are cut into where weak segments are looked for: tenths of numbers, frequent categories, and what is neither. -#}
{%- set monitors = ml_monitor.searching_monitors() %}
{%- set string = dbt.type_string() %}
{% if not monitors %} {{ ml_monitor.no_rows_as_described() }}
{%- else %}
    with
        watched as ({{ ml_monitor.searched_columns(monitors) }}),

        numbers as (
            {{ ml_monitor.searched_values(monitors, "watched") }}
            where searched.period = 'reference' and watched.feature_type = 'continuous'
        ),

        edges as ({{ ml_monitor.edges_of_tenths("numbers", "watched") }}),

        categories as ({{ ml_monitor.frequent_categories("watched") }}),

        number_parts as (
            select
                watched.monitor_name,
                watched.column_number,
                watched.column_name,
                watched.quoted_name,
                places.number as place,
                case
                    places.number
                    when 1
                    then edges.lowest
                    {% for number in range(1, 10) -%} when {{ number + 1 }} then edges.edge_{{ number }}
                    {% endfor -%}
                    when 11
                    then edges.highest
                end as lower_edge,
                case
                    places.number
                    when 0
                    then edges.lowest
                    {% for number in range(1, 10) -%} when {{ number }} then coalesce(edges.edge_{{ number }}, edges.highest)
                    {% endfor -%}
                    when 10
                    then edges.highest
                end as upper_edge
            from watched
            inner join edges on watched.column_number = edges.column_number
            inner join ({{ ml_monitor.numbers(2) }}) as places on places.number <= 11 or places.number = 98
        ),

        named_categories as (
            select column_number, {{ ml_monitor.sorted_texts(ml_monitor.literal_of_text("category"), "', '") }} as categories
            from categories
            group by column_number
        ),

        text_parts as (
            select
                watched.monitor_name,
                watched.column_number,
                watched.column_name,
                watched.quoted_name,
                places.number as place,
                categories.category,
                named_categories.categories
            from watched
            inner join ({{ ml_monitor.numbers(2) }}) as places on places.number between 1 and 20 or places.number >= 98
            left join categories on watched.column_number = categories.column_number and places.number = categories.place
            left join named_categories on watched.column_number = named_categories.column_number
            where watched.feature_type = 'categorical' and (categories.category is not null or places.number >= 98)
        )

    select
        monitor_name,
        cast({{ ml_monitor.part_key("column_number", "place") }} as {{ dbt.type_bigint() }}) as part,
        column_number,
        column_name,
        lower_edge,
        upper_edge,
        {{ ml_monitor.text(none) }} as category,
        cast({{ ml_monitor.number_part_text() }} as {{ string }}) as part_text,
        cast({{ ml_monitor.number_part_condition() }} as {{ string }}) as part_condition
    from number_parts

    union all

    select
        monitor_name,
        cast({{ ml_monitor.part_key("column_number", "place") }} as {{ dbt.type_bigint() }}) as part,
        column_number,
        column_name,
        {{ ml_monitor.real(none) }} as lower_edge,
        {{ ml_monitor.real(none) }} as upper_edge,
        category,
        cast(
            case
                place when 98 then column_name || ' missing' when 99 then column_name || ' = :other' else column_name || ' = ' || category
            end as {{ string }}
        ) as part_text,
        cast(
            case
                when place = 98
                then quoted_name || ' is null'
                when place < 98
                then {{ ml_monitor.column_beside_text("quoted_name") }} || ' = ' || {{ ml_monitor.literal_of_text("category") }}
                when categories is null
                then quoted_name || ' is not null'
                else {{ ml_monitor.column_beside_text("quoted_name") }} || ' not in (' || categories || ')'
            end as {{ string }}
        ) as part_condition
    from text_parts
{%- endif %}
