{# How many rows a period has, those of no chunk among them: one row per monitor. #}
{% macro rows_of_period(period) %}
    select monitor_name, sum(row_count) as row_count
    from {{ ref("monitor_chunk_fingerprints") }}
    where period = '{{ period }}'
    group by monitor_name
{% endmacro %}
