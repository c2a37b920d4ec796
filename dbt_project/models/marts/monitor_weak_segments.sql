-- depends_on: {{ ref('monitor_config') }}
-- depends_on: {{ ref('monitor_chunks') }}
-- depends_on: {{ ref('monitor_searched_rows') }}
-- depends_on: {{ ref('monitor_searched_parts') }}
{#-
  Where a model is weak now: among parts of single columns and crossings of two, those whose loss is above that of all other rows by more than chance, the worst first. At
  most 20 per monitor, only of monitors with the setting `find_segments`.
-#}
{%- set monitors = ml_monitor.searching_monitors() %}
{%- set sums = ["row_count", "excess_sum", "square_sum"] %}
with
    {%- if monitors %}
        settings as ({{ ml_monitor.search_settings(monitors) }}),

        watched as ({{ ml_monitor.searched_columns(monitors) }}),

        totals as ({{ ml_monitor.search_totals("settings") }}),

        rows_in_parts as ({{ ml_monitor.rows_in_parts(monitors, "watched", "totals") }}),

        singles as ({{ ml_monitor.single_segments("rows_in_parts", "totals") }}),

        crossed as ({{ ml_monitor.crossed_segments("rows_in_parts", "singles") }}),

        wholes as ({{ ml_monitor.searched_wholes("rows_in_parts", "totals") }}),

        analysis_wholes as (select * from wholes where period = 'analysis'),

        tests as ({{ ml_monitor.segment_tests("singles", "crossed", "analysis_wholes") }}),

        scored as (
            select
                monitor_name,
                part,
                0 as other_part,
                {{ ml_monitor.columns_of(none, sums) }},
                {{ ml_monitor.slice_score("singles") }} as score
            from singles
            union all
            select monitor_name, part, other_part, {{ ml_monitor.columns_of(none, sums) }}, {{ ml_monitor.slice_score("crossed") }} as score
            from crossed
        ),

        weak as (
            select scored.*, tests.p_value, tests.tested_count, tests.adjusted_p_value
            from scored
            inner join tests on {{ ml_monitor.same("scored", "tests", ["part", "other_part"]) }}
            where tests.adjusted_p_value <= {{ ml_monitor.real(0.05) }} and scored.score > 0
        ),

        echoes as ({{ ml_monitor.echoed_singles("weak", "singles", "analysis_wholes") }}),

        ranked as (
            select
                weak.*,
                -- Rounded: the last digits of equal scores are no order.
                row_number() over (
                    partition by weak.monitor_name order by floor(weak.score * 1000000000 + 0.5) desc, weak.part, weak.other_part
                ) as rank
            from weak
            left join echoes on weak.part = echoes.part and weak.other_part = 0
            where echoes.part is null
        ),

        found as (select * from ranked where rank <= 20),

        lifts as ({{ ml_monitor.lifts_of_found("found", "rows_in_parts", "wholes") }}),
        described as ({{ ml_monitor.described_segments("found", "lifts", "totals") }})
    {%- else %}
        described as (
            {{
        ml_monitor.no_rows(
            {
                "monitor_name": "text",
                "model_version": "text",
                "rank": "whole",
                "segment": "text",
                "condition_sql": "text",
                "column_name": "text",
                "other_column_name": "text",
                "loss_source": "text",
                "loss_name": "text",
                "row_count": "whole",
                "support": "real",
                "mean_loss": "real",
                "rest_mean_loss": "real",
                "lift": "real",
                "log_error": "real",
                "p_value": "real",
                "adjusted_p_value": "real",
                "tested_count": "whole",
                "score": "real",
                "reference_row_count": "whole",
                "reference_mean_loss": "real",
                "reference_lift": "real",
                "history": "text",
                "first_chunk_key": "text",
                "last_chunk_key": "text",
                "chunk_start_date": "time",
                "chunk_end_date": "time",
                "searched_row_count": "whole",
            }
        )
    }}
        )
    {%- endif %}

select
    monitor_name,
    model_version,
    cast(rank as {{ dbt.type_int() }}) as rank,
    segment,
    condition_sql,
    column_name,
    other_column_name,
    loss_source,
    loss_name,
    cast(row_count as {{ dbt.type_bigint() }}) as row_count,
    support,
    mean_loss,
    rest_mean_loss,
    lift,
    lift * exp(-1.959963984540054 * log_error) as lift_lower,
    lift * exp(1.959963984540054 * log_error) as lift_upper,
    p_value,
    adjusted_p_value,
    cast(tested_count as {{ dbt.type_bigint() }}) as tested_count,
    score,
    cast(reference_row_count as {{ dbt.type_bigint() }}) as reference_row_count,
    reference_mean_loss,
    reference_lift,
    history,
    first_chunk_key,
    last_chunk_key,
    chunk_start_date,
    chunk_end_date,
    cast(searched_row_count as {{ dbt.type_bigint() }}) as searched_row_count
from described
