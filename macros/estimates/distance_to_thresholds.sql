{#
  How far the thresholds of a number are from their middle; with one threshold, how far that is from the mean of the reference. Null without any. `numbers`: the name of a relation with the
  columns of monitor_metrics.
#}
{% macro distance_to_thresholds(numbers, reference_value) -%}
    coalesce(
        ({{ numbers }}.upper_threshold - {{ numbers }}.lower_threshold) / 2,
        {{ numbers }}.upper_threshold - {{ reference_value }},
        {{ reference_value }} - {{ numbers }}.lower_threshold
    )
{%- endmacro %}
