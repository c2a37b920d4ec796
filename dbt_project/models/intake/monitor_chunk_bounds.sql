-- depends_on: {{ ref('monitor_chunk_fingerprints') }}
{#- Where the chunks of this run begin and end, found once for all that need the chunk of a row (macros/chunking/chunk_index_ctes.sql). -#}
{%- set monitors = ml_monitor.typed_monitors() %}
with
    {% for monitor in monitors -%}
        {%- for period in ["reference", "analysis"] %} {{ ml_monitor.chunk_bound_ctes(monitor, period) }}{%- endfor -%}
    {%- endfor %}
    bounds as (
        {% for monitor in monitors %}
            {% for period in ["reference", "analysis"] %}
                {{ ml_monitor.chunk_bounds(monitor, period) }}
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(ml_monitor.chunk_bound_columns()) }}
    )

select *
from bounds
