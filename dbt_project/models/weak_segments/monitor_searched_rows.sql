-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
-- depends_on: {{ ref('monitor_chunks') }}
-- depends_on: {{ ref('monitor_slices') }}
-- depends_on: {{ ref('monitor_config') }}
{% if ml_monitor.has_python_models() -%}
-- depends_on: {{ ref('monitor_fitted_calibration') }}
{%- endif %}
{#- The rows in which weak segments are looked for, each with its loss and its values as in the row tables; only of monitors that look for some. -#}
{%- set monitors = ml_monitor.searching_monitors() %}
{%- set widths = ml_monitor.row_widths(monitors) %}
with
    settings as ({{ ml_monitor.search_settings(monitors) }}),

    searched_chunks as (
        {{ ml_monitor.searched_chunks("settings") if monitors else ml_monitor.no_rows(dict(ml_monitor.chunk_types(), loss_source="text")) }}
    ),

    estimated_chunks as (select * from searched_chunks where loss_source = 'estimated'),

    with_losses as (
        {% for monitor in monitors %}
            {% for period in ["reference", "analysis"] %}
                {{ ml_monitor.searched_rows(monitor, period, widths) }}
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(ml_monitor.searched_row_types(widths)) }}
    )

select
    {{ ml_monitor.chunk_columns() }},
    loss_source,
    row_number() over (order by {{ ml_monitor.chunk_columns() }}, row_id) as row_number,
    loss
    {%- for kind in ["text", "number"] %}
        {%- for place in range(1, widths[kind] + 1) -%}, {{ kind }}_{{ place }} {%- endfor %}
    {%- endfor %}
from with_losses
where loss is not null
