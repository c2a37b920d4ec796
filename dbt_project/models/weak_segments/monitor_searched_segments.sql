-- depends_on: {{ ref('monitor_config') }}
-- depends_on: {{ ref('monitor_searched_parts') }}
-- depends_on: {{ ref('monitor_searched_sums') }}
{#- The segments that were tried, each with its score and its test against chance. Those that are weak have a rank, unless they only echo a crossing. -#}
{%- set monitors = ml_monitor.searching_monitors() %}
{%- set sums = ["row_count", "excess_sum", "square_sum"] %}
{% if not monitors %} {{ ml_monitor.no_rows_as_described() }}
{%- else %}
    with
        segments as (select * from {{ ref("monitor_searched_sums") }} where period = 'analysis'),

        wholes as (select * from segments where part = 0),

        singles as (select * from segments where part <> 0 and other_part = 0),

        crossed as (select * from segments where other_part <> 0),

        settings as ({{ ml_monitor.search_settings(monitors) }}),

        tests as ({{ ml_monitor.segment_tests("singles", "crossed", "wholes") }}),

        scored as (
            select segments.*, {{ ml_monitor.slice_score("segments") }} as score
            from
                (
                    select segments.*, wholes.row_count as total_count, settings.alpha
                    from segments
                    inner join wholes on segments.monitor_name = wholes.monitor_name
                    inner join settings on segments.monitor_name = settings.monitor_name
                ) as segments
        ),

        tested as (
            select
                scored.monitor_name,
                scored.part,
                scored.other_part,
                {{ ml_monitor.columns_of("scored", sums) }},
                scored.score,
                tests.p_value,
                tests.tested_count,
                tests.adjusted_p_value,
                tests.adjusted_p_value <= {{ ml_monitor.real(0.05) }} and scored.score > 0 as is_weak
            from scored
            inner join tests on {{ ml_monitor.same("scored", "tests", ["part", "other_part"]) }}
        ),

        weak as (select * from tested where is_weak),

        echoes as ({{ ml_monitor.echoed_singles("weak", "singles", "wholes") }}),

        found as (
            select tested.*, tested.is_weak and echoes.part is null as is_found
            from tested
            left join echoes on tested.part = echoes.part and tested.other_part = 0
        )

    select
        monitor_name,
        part,
        other_part,
        {{ sums | join(", ") }},
        score,
        p_value,
        cast(tested_count as {{ dbt.type_bigint() }}) as tested_count,
        adjusted_p_value,
        cast(
            case
                when is_found
                then
                    -- Rounded: the last digits of equal scores are no order.
                    row_number() over (partition by monitor_name, is_found order by floor(score * 1000000000 + 0.5) desc, part, other_part)
            end as {{ dbt.type_int() }}
        ) as rank
    from found
{%- endif %}
