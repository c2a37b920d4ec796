{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period", "chunk_index")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
{#- Counts of the categories of categorical columns, nulls among them; the counterpart of monitor_value_counts. -#}
{%- set monitors = ml_monitor.monitors() %}
with
    pending as ({{ ml_monitor.pending_versions("value_counts") }}),

    counted as (
        {% for monitor in monitors if ml_monitor.columns_of_monitor(monitor) | selectattr("feature_type", "equalto", "categorical") | list %}
            {% for period in ["reference", "analysis"] %}
                select
                    {{ ml_monitor.plain_text(monitor.name) }} as monitor_name,
                    '{{ period }}' as period,
                    {{ ml_monitor.slice_of_group(monitor, "valued") }},
                    valued.column_index,
                    valued.column_value,
                    count(*) as row_count
                from
                    ({{ ml_monitor.pending_values(monitor, period, "pending", "categorical") }}) as valued
                    {{ ml_monitor.sliced_groups(monitor, ["valued.column_index", "valued.column_value"], "valued") }}
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(dict(ml_monitor.slice_types(), column_index="whole", column_value="text", row_count="whole")) }}
    )

select
    counted.monitor_name,
    counted.period,
    nullif(cast(counted.chunk_index as {{ dbt.type_bigint() }}), -1) as chunk_index,
    cast(counted.segment_index as {{ dbt.type_bigint() }}) as segment_index,
    watched.column_name,
    counted.column_value as category,
    counted.row_count,
    pending.result_version
    {{ ml_monitor.counted_columns("categorical") }}
