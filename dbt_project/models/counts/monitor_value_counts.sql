{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period", "chunk_index")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
-- depends_on: {{ ref('monitor_fitted_bins') }}
{#-
  The one read of each continuous column that most statistics follow from: how many values of a chunk fall into which bin of the reference, and their moments. What
  compares distribution functions needs many more groups, and has them in monitor_position_counts.
-#}
{%- set monitors = ml_monitor.monitors() %}
with
    pending as ({{ ml_monitor.pending_versions("value_counts") }}),

    counted as (
        {% for monitor in monitors if ml_monitor.columns_of_monitor(monitor) | selectattr("feature_type", "equalto", "continuous") | list %}
            {% for period in ["reference", "analysis"] %}
                select {{ ml_monitor.plain_text(monitor.name) }} as monitor_name, '{{ period }}' as period, counted_values.*
                from ({{ ml_monitor.counts_of_columns(monitor, period, "pending") }}) as counted_values
                union all
            {% endfor %}
        {% endfor %}
        {{
            ml_monitor.no_rows(
                dict(
                    ml_monitor.slice_types(),
                    column_index="whole",
                    bin_index="whole",
                    magnitude_step="whole",
                    row_count="whole",
                    distance_outside="real",
                    out_of_range_count="whole",
                    lowest_value="real",
                    highest_value="real",
                    value_sum="real",
                    square_sum="real",
                    whole_count="whole",
                )
            )
        }}
    )

select
    counted.monitor_name,
    counted.period,
    nullif(cast(counted.chunk_index as {{ dbt.type_bigint() }}), -1) as chunk_index,
    cast(counted.segment_index as {{ dbt.type_bigint() }}) as segment_index,
    watched.column_name,
    cast(counted.bin_index as {{ dbt.type_int() }}) as bin_index,
    cast(counted.magnitude_step as {{ dbt.type_int() }}) as magnitude_step,
    counted.row_count,
    counted.distance_outside,
    counted.out_of_range_count,
    counted.lowest_value,
    counted.highest_value,
    counted.value_sum,
    counted.square_sum,
    counted.whole_count,
    pending.result_version
    {{ ml_monitor.counted_columns("continuous") }}
