{#
  The likely causes of each incident: one row per incident that has some, with the names of at most three columns, and where and what changed in them. Features are causes;
  predictions and labels are effects. Small drift is named only where there is no other.
  Arguments: the names of a relation made by wholes_of_incidents(), of one of incidents with `severity_rank`, `column_role` and `what_changed`, and of places_of_incidents().
#}
{% macro causes_of_incidents(wholes, judged, places) %}
    with
        drifted_features as (
            select
                wholes.part_of_incident_id as incident_id,
                judged.column_name,
                judged.column_name
                || case when judged.segment_column = ':all' and places.told_place like ' only in %' then places.told_place else '' end
                || coalesce(': ' || judged.what_changed, '') as in_words,
                row_number() over (
                    partition by wholes.part_of_incident_id order by judged.severity_rank, judged.times_threshold desc, judged.column_name
                ) as place,
                judged.severity_rank,
                min(judged.severity_rank) over (partition by wholes.part_of_incident_id) as best_rank
            from {{ wholes }} as wholes
            inner join {{ judged }} as judged on wholes.incident_id = judged.incident_id
            left join {{ places }} as places on judged.incident_id = places.incident_id
            where
                judged.kind = 'input'
                and judged.column_role = 'feature'
                and wholes.part_as = 'cause'
                -- What came later is no cause. Drift may be seen a chunk after its effect.
                and judged.opened_chunk_index <= wholes.whole_opened_index + 1
        )

    select
        incident_id,
        {% for name, between, result in [("column_name", ", ", "likely_causes"), ("in_words", "; ", "causes_in_words")] -%}
            max(case when place = 1 then {{ name }} end)
            || coalesce(max(case when place = 2 then '{{ between }}' || {{ name }} end), '')
            || coalesce(max(case when place = 3 then '{{ between }}' || {{ name }} end), '') as {{ result }} {{ "," if not loop.last }}
        {% endfor -%}
    from drifted_features
    where severity_rank < 4 or best_rank = 4
    group by incident_id
{% endmacro %}
