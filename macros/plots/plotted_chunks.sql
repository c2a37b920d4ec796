{#
  The chunks with their place on one axis for both periods, `chunk_position`: the first chunk of the analysis is 0, the last one of the reference -1. So an analysis chunk
  keeps its position when the reference gets another length.
#}
{% macro plotted_chunks() %}
    select
        chunks.*,
        case
            when chunks.period = 'reference' then chunks.chunk_index - reference_sets.chunk_count else chunks.chunk_index
        end as chunk_position
    from {{ ref("monitor_chunks") }} as chunks
    left join
        (
            select monitor_name, max(chunk_index) + 1 as chunk_count
            from {{ ref("monitor_chunks") }}
            where period = 'reference'
            group by monitor_name
        ) as reference_sets
        on chunks.monitor_name = reference_sets.monitor_name
{% endmacro %}


{# The condition that an incident covers a chunk: from its opening to its last alert, and while it is open to the latest chunk. #}
{% macro is_covered_by(chunks, spans) -%}
    {{ chunks }}.period = 'analysis'
    and {{ chunks }}.chunk_index >= {{ spans }}.opened_chunk_index
    and ({{ spans }}.status = 'open' or {{ chunks }}.chunk_index <= {{ spans }}.last_alert_chunk_index)
{%- endmacro %}
