{#
  Warns of thresholds from too few reference chunks: one row per monitor that has some. Without a value in any reference chunk a metric has no threshold
  and raises no false alert; the column `warning` says so.
#}
{% test enough_reference_chunks(model) %}
    select monitor_name, count(*) as threshold_count, min(reference_chunk_count) as fewest_reference_chunks, min(warning) as first_warning
    from {{ model }}
    where warning <> ':none' and reference_chunk_count > 0
    group by monitor_name
{% endtest %}
