-- depends_on: {{ ref('monitor_chunk_fingerprints') }}
-- depends_on: {{ ref('monitor_chunk_bounds') }}
{#- The rows whose chunk their place in time does not tell: those of the buckets in which a chunk ends. -#}
{%- set monitors = ml_monitor.typed_monitors() %}
{% for monitor in monitors if monitor.chunk_method != "period" %}
    {% for period in ["reference", "analysis"] %}
        select
            {{ ml_monitor.plain_text(monitor.name) }} as monitor_name,
            '{{ period }}' as period,
            boundary_rows.row_id,
            boundary_rows.chunk_index
        from
            (
                {{
                    ml_monitor.boundary_rows(
                        monitor, period, ml_monitor.order_bucket(ml_monitor.order_number(monitor, period, "unordered_rows")), are_kept=true
                    )
                }}
            ) as boundary_rows
        union all
    {% endfor %}
{% endfor %}
{{ ml_monitor.no_rows({"monitor_name": "text", "period": "text", "row_id": "text", "chunk_index": "whole"}) }}
