{#
  The values of all continuous columns of all monitors, one row per value: monitor_name, chunk_index, column_name, column_value.
  Made on the fly from the arrays of the row tables; the target comes from its own column, since labels may arrive later.
#}
{% macro continuous_values(period) %}
    {%- set rows = ref("monitor_" ~ period ~ "_rows") -%}
    select unnested.monitor_name, unnested.chunk_index, watched.column_name, unnested.value as column_value
    from ({{ ml_monitor.unnested(rows, "continuous_values", ["monitor_name", "chunk_index"]) }}) as unnested
    inner join
        {{ ref("monitor_columns") }} as watched
        on unnested.monitor_name = watched.monitor_name
        and unnested.column_index = watched.column_index
    where watched.feature_type = 'continuous'
    union all
    select labelled.monitor_name, labelled.chunk_index, watched.column_name, labelled.y_true as column_value
    from {{ rows }} as labelled
    inner join {{ ref("monitor_columns") }} as watched on labelled.monitor_name = watched.monitor_name
    where watched.column_role = 'target' and watched.feature_type = 'continuous' and watched.column_index = 0
{% endmacro %}


{# The same for categorical columns; column_value is text. #}
{% macro categorical_values(period) %}
    {%- set rows = ref("monitor_" ~ period ~ "_rows") -%}
    select unnested.monitor_name, unnested.chunk_index, watched.column_name, unnested.value as column_value
    from ({{ ml_monitor.unnested(rows, "categorical_values", ["monitor_name", "chunk_index"]) }}) as unnested
    inner join
        {{ ref("monitor_columns") }} as watched
        on unnested.monitor_name = watched.monitor_name
        and unnested.column_index = watched.column_index
    where watched.feature_type = 'categorical'
{% endmacro %}
