{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period", "chunk_index")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
-- depends_on: {{ ref('monitor_fitted_bins') }}
-- depends_on: {{ ref('monitor_fitted_position_groups') }}
{#-
  What Kolmogorov-Smirnov and Wasserstein compare: how many values of a chunk stand at which position. Only positions that occur make a row, so the table grows with
  the data and not with chunks times positions.
-#}
{%- set monitors = ml_monitor.monitors() %}
with
    pending as ({{ ml_monitor.pending_versions("position_counts") }}),

    counted as (
        {% for monitor in monitors if monitor.needs_ecdf %}
            {% for period in ["reference", "analysis"] %}
                {% for columns in ml_monitor.batches_of_columns(monitor, "continuous") %}
                    select {{ ml_monitor.plain_text(monitor.name) }} as monitor_name, '{{ period }}' as period, counted_positions.*
                    from ({{ ml_monitor.counted_positions(monitor, period, "pending", columns) }}) as counted_positions
                    union all
                {% endfor %}
            {% endfor %}
        {% endfor %}
        {{
            ml_monitor.no_rows(
                dict(ml_monitor.slice_types(), column_index="whole", position="real", row_count="whole")
            )
        }}
    )

select
    counted.monitor_name,
    counted.period,
    nullif(cast(counted.chunk_index as {{ dbt.type_bigint() }}), -1) as chunk_index,
    cast(counted.segment_index as {{ dbt.type_bigint() }}) as segment_index,
    watched.column_name,
    counted.position,
    counted.row_count,
    pending.result_version
    {{ ml_monitor.counted_columns("continuous") }}
