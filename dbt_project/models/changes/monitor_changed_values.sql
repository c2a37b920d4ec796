{#-
  The values of each column of numbers with an open input incident, in the reference and since the incident opened, from counts alone: one row per incident. What
  monitor_change_hints judges.
-#}
with
    incidents as ({{ ml_monitor.changed_columns("continuous") }}),

    value_groups as ({{ ml_monitor.changed_value_groups("incidents") }}),

    bins as ({{ ml_monitor.changed_bins("value_groups") }}),

    moments as ({{ ml_monitor.changed_moments("value_groups") }}),

    quantiles as ({{ ml_monitor.changed_quantiles("value_groups") }}),

    beyond as ({{ ml_monitor.values_beyond_range("value_groups") }}),

    spikes as ({{ ml_monitor.changed_spikes("value_groups", "bins") }}),

    clipped as ({{ ml_monitor.clipped_ends("bins", "moments") }})

select
    incidents.incident_id,
    incidents.monitor_name,
    incidents.segment_column,
    incidents.segment_value,
    incidents.column_name,
    incidents.column_role,
    incidents.row_count_then,
    incidents.row_count_now,
    {% for side in ["then", "now"] -%}
        cast(coalesce({{ side }}_moments.value_count, 0) as {{ dbt.type_bigint() }}) as value_count_{{ side }},
        1
        - coalesce({{ side }}_moments.value_count, 0)
        / cast(nullif(incidents.row_count_{{ side }}, 0) as {{ ml_monitor.type_double() }}) as missing_share_{{ side }},
        {% for name in ml_monitor.moment_names() -%} {{ side }}_moments.{{ name }} as {{ name }}_{{ side }}, {% endfor -%}
        {% for name in ml_monitor.change_quantiles() -%} {{ side }}_quantiles.{{ name }} as {{ name }}_{{ side }}, {% endfor %}
    {%- endfor %}
    beyond.beyond_mean,
    beyond.beyond_deviation,
    beyond.within_mean,
    spikes.spike_value,
    spikes.spike_share_then,
    spikes.spike_share_now,
    spikes.shift_of_the_rest,
    clipped.clipped_above_share,
    clipped.clipped_below_share
from incidents
{% for side in ["then", "now"] -%}
    left join
        moments as {{ side }}_moments on incidents.incident_id = {{ side }}_moments.incident_id and {{ side }}_moments.side = '{{ side }}'
    left join
        quantiles as {{ side }}_quantiles
        on incidents.incident_id = {{ side }}_quantiles.incident_id
        and {{ side }}_quantiles.side = '{{ side }}'
{% endfor -%}
left join beyond on incidents.incident_id = beyond.incident_id
left join spikes on incidents.incident_id = spikes.incident_id
left join clipped on incidents.incident_id = clipped.incident_id
