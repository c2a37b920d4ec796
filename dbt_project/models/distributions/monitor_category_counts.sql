{#- Counts of the categories of categorical columns, nulls among them; the counterpart of monitor_value_counts. -#}
{% for period in ["reference", "analysis"] %}
    select
        valued.monitor_name,
        {{ ml_monitor.text(period) }} as period,
        valued.chunk_index,
        valued.column_name,
        valued.column_value as category,
        count(*) as row_count
    from ({{ ml_monitor.categorical_values(period) }}) as valued
    group by valued.monitor_name, valued.chunk_index, valued.column_name, valued.column_value {{ 'union all' if not loop.last }}
{% endfor %}
