-- depends_on: {{ ref('monitor_config') }}
-- depends_on: {{ ref('monitor_chunks') }}
-- depends_on: {{ ref('monitor_searched_rows') }}
-- depends_on: {{ ref('monitor_searched_parts') }}
-- depends_on: {{ ref('monitor_searched_row_parts') }}
-- depends_on: {{ ref('monitor_searched_sums') }}
-- depends_on: {{ ref('monitor_searched_segments') }}
{#-
  Where a model is weak now: among parts of single columns and crossings of two, those whose loss is above that of all other rows by more than chance, the worst first. At
  most 20 per monitor, only of monitors with the setting `find_segments`.
-#}
{%- set monitors = ml_monitor.searching_monitors() %}
{% if not monitors %} {{ ml_monitor.no_rows_as_described() }}
{%- else %}
    with
        settings as ({{ ml_monitor.search_settings(monitors) }}),

        totals as ({{ ml_monitor.search_totals("settings") }}),

        found as (select * from {{ ref("monitor_searched_segments") }} where rank <= 20),

        lifts as ({{ ml_monitor.lifts_of_found("found") }}),

        described as ({{ ml_monitor.described_segments("found", "lifts", "totals") }})

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
{%- endif %}
