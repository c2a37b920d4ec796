{#- What changed in each column with an open input incident, in numbers and in one sentence, from counts alone. -#}
{%- set moments = ["lowest", "highest", "mean", "median", "standard_deviation"] %}
with
    changed_values as (select * from {{ ref("monitor_changed_values") }}),

    changed_categories as (select * from {{ ref("monitor_changed_categories") }}),

    category_summaries as ({{ ml_monitor.category_summary("changed_categories") }}),

    missing_sides as ({{ ml_monitor.missing_sides("changed_values", "changed_categories") }}),

    category_incidents as (
        select incident_id, max(row_count_then) as row_count_then, max(row_count_now) as row_count_now
        from changed_categories
        group by incident_id
    ),

    changes as (
        select
            incident_id,
            'continuous' as feature_type,
            row_count_then,
            row_count_now,
            missing_share_then,
            missing_share_now,
            {% for side in ["then", "now"] -%} {{ ml_monitor.real(none) }} as unseen_share_{{ side }}, {% endfor -%}
            {% for name in ["below_share", "above_share"] + moments -%}
                {%- for side in ["then", "now"] -%} {{ name }}_{{ side }}, {% endfor -%}
            {%- endfor %}
            {{ ml_monitor.text(none) }} as categories_gone,
            {{ ml_monitor.text(none) }} as categories_new,
            {{ ml_monitor.text(none) }} as largest_shifts,
            {{ ml_monitor.number_change_in_words() }} as in_words
        from ({{ ml_monitor.worded_values("changed_values") }}) as worded

        union all

        select
            category_incidents.incident_id,
            'categorical' as feature_type,
            category_incidents.row_count_then,
            category_incidents.row_count_now,
            missing_sides.missing_share_then,
            missing_sides.missing_share_now,
            {{ ml_monitor.real(0) }} as unseen_share_then,
            coalesce(summaries.unseen_share, 0) as unseen_share_now,
            {% for name in ["below_share", "above_share"] + moments -%}
                {%- for side in ["then", "now"] -%} {{ ml_monitor.real(none) }} as {{ name }}_{{ side }}, {% endfor -%}
            {%- endfor %}
            summaries.categories_gone,
            summaries.categories_new,
            summaries.largest_shifts,
            {{ ml_monitor.category_change_in_words() }} as in_words
        from category_incidents
        inner join missing_sides on category_incidents.incident_id = missing_sides.incident_id
        left join category_summaries as summaries on category_incidents.incident_id = summaries.incident_id
    ),

    other_hints as (
        select incident_id, {{ ml_monitor.sorted_texts("hint", "', '") }} as other_hints
        from {{ ref("monitor_change_hints") }}
        where place > 1
        group by incident_id
    )

select
    spans.incident_id,
    spans.monitor_name,
    spans.model_version,
    spans.segment_column,
    spans.segment_value,
    spans.column_name,
    changes.feature_type,
    spans.opened_chunk_key,
    changes.row_count_then,
    changes.row_count_now,
    {% for name in ["missing_share", "unseen_share", "below_share", "above_share"] + moments -%}
        {%- for side in ["then", "now"] -%} changes.{{ name }}_{{ side }}, {% endfor -%}
    {%- endfor %}
    changes.categories_gone,
    changes.categories_new,
    changes.largest_shifts,
    coalesce(hints.hint, ':none') as hint,
    hints.hint_sentence || '?' as hint_sentence,
    hints.evidence,
    other_hints.other_hints,
    -- The evidence of most hints says what is to be seen; that of a unit is in the numbers.
    case
        when hints.hint is null
        then changes.in_words
        when hints.hint = 'unit'
        then changes.in_words || ': ' || hints.hint_sentence || '?'
        else hints.evidence || ': ' || hints.hint_sentence || '?'
    end as what_changed
from changes
inner join {{ ref("monitor_incident_spans") }} as spans on changes.incident_id = spans.incident_id
left join {{ ref("monitor_change_hints") }} as hints on changes.incident_id = hints.incident_id and hints.place = 1
left join other_hints on changes.incident_id = other_hints.incident_id
