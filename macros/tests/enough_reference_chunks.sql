{#
  Warns of thresholds that stand on too few reference chunks: one row per monitor that has some. A metric that no reference chunk has a value of has no
  threshold and raises no false alert; it is left to the column `warning`.
#}
{% test enough_reference_chunks(model) %}
    select monitor_name, count(*) as threshold_count, min(reference_chunk_count) as fewest_reference_chunks, min(warning) as first_warning
    from {{ model }}
    where warning <> ':none' and reference_chunk_count > 0
    group by monitor_name
{% endtest %}
