{#
  The rows of a monitor with their calibrated chances, each once per segment that `fairness` names: chunk_index, segment_index, y_true, y_pred and calibrated_1.
  `pending`: a relation made by pending_versions(), or none for the whole period as one chunk -1.
#}
{% macro chances_in_groups(monitor, period, pending=none) %}
    {%- set numbers = monitor.fairness_entries | map(attribute="segment_number") | list %}
    {%- set segments = monitor.segments | selectattr("number", "in", numbers) | list %}
    {%- set columns = ["chunk_index", "row_id", "y_true", "y_pred", "probability_1"] %}
    {%- set rows = "(" ~ ml_monitor.classified_rows_of_chunks(monitor, period, pending) ~ ")" %}
    select *
    from ({{ ml_monitor.calibrated_rows(monitor, ml_monitor.in_segments(segments, rows, columns)) }}) as chances
    where y_pred >= 0
{% endmacro %}


{# A chance with an offset of its log odds: the chance whose odds are exp(offset) times as large. It leaves 0 and 1 as they are. #}
{% macro chance_with_offset(chance, offset) -%}
    ({{ chance }} * exp({{ offset }}) / (1 - {{ chance }} + {{ chance }} * exp({{ offset }})))
{%- endmacro %}
