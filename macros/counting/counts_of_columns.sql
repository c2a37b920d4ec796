{#
  The counts of counted_values() for all continuous columns of one monitor. Each column is counted by itself: one aggregate for all would hold all their groups at once, and
  with little memory fail. The text of the counting is the same for all columns and made once.
  `pending`: the name of a relation made by pending_versions("value_counts").
#}
{% macro counts_of_columns(monitor, period, pending) %}
    {%- set counting = ml_monitor.counted_values(monitor, "(placed values)") -%}
    {%- for column in ml_monitor.columns_of_monitor(monitor) if column.feature_type == "continuous" %}
        {{ counting.replace("(placed values)", "(" ~ ml_monitor.placed_values(monitor, period, pending, column) ~ ")") }}
        {{ "union all" if not loop.last }}
    {%- endfor %}
{% endmacro %}
