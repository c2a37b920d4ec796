{#
  The counts of counted_values() for all continuous columns of one monitor, with an aggregate for each list of batches_of_columns(). The text of the counting is the same for all
  and made once.
  `pending`: the name of a relation made by pending_versions("value_counts").
#}
{% macro counts_of_columns(monitor, period, pending) %}
    {%- set counting = ml_monitor.counted_values(monitor, "(placed values)") -%}
    {%- for columns in ml_monitor.batches_of_columns(monitor, "continuous") %}
        {{ counting.replace("(placed values)", "(" ~ ml_monitor.placed_values(monitor, period, pending, columns) ~ ")") }}
        {{ "union all" if not loop.last }}
    {%- endfor %}
{% endmacro %}
