{#
  The groups that entries of `fairness` name and that the reference does not have, as one text for a message: with each the ten most frequent values, and the one that was probably
  meant. An expression; an empty text where all are known.
#}
{% macro unknown_reference_groups(monitor) -%}
    {%- set found = [] -%}
    {%- for entry in monitor.fairness_entries if entry.reference_group is not none -%}
        {%- do found.append(ml_monitor.unknown_reference_group(monitor, entry)) -%}
    {%- endfor -%}
    {%- if found -%} {{ found | join(" || ") }}
    {%- else -%} {{ ml_monitor.text("") }}
    {%- endif -%}
{%- endmacro %}


{# The same of one entry: a scalar subquery over the reference. #}
{% macro unknown_reference_group(monitor, entry) %}
    {%- set segment = monitor.segments | selectattr("name", "equalto", entry.segment) | first -%}
    {%- set group = ml_monitor.text(entry.reference_group) -%}
    {%- set told = ml_monitor.text("reference_group '" ~ entry.reference_group ~ "' is no segment of " ~ entry.segment ~ "; allowed: ") -%}
    {%- set value = dbt.concat([ml_monitor.text("'"), "segment_text", ml_monitor.text("'")]) -%}
    {%- set listed = 10 -%}
    (
        select
            case
                when max(case when group_name = {{ group }} then 1 else 0 end) = 1
                then ''
                else
                    {{ told }}
                    || coalesce({{ ml_monitor.sorted_texts("case when place <= " ~ listed ~ " then " ~ value ~ " end", "', '") }}, '')
                    || case when count(*) > {{ listed }} then ' and others' else '' end
                    || coalesce(' (did you mean ' || max(case when nearness >= 0.5 and likeness_place = 1 then {{ value }} end) || '?)', '')
                    || '. '
            end
        from
            (
                select placed.*, row_number() over (order by nearness desc, place) as likeness_place
                from
                    (
                        select
                            segment_text,
                            place,
                            case
                                when segment_place = -1 then ':null' when segment_place = -2 then ':other' else segment_text
                            end as group_name,
                            {{ ml_monitor.nearness_of_value("segment_text", entry.reference_group) }} as nearness
                        from
                            (
                                {{
                                    ml_monitor.placed_segments(
                                        monitor, ml_monitor.counted_segment_texts(monitor, segment)
                                    )
                                }}
                            ) as placed_segments
                    ) as placed
            ) as likened
    )
{%- endmacro %}


{# How near a value is to a name that was written, as did_you_mean() has it: the share of their pairs of neighboring letters that both have. #}
{% macro nearness_of_value(value, name) -%}
    {%- set pairs = ml_monitor.letter_pairs(name) -%}
    {#- In brackets: by Snowflake's grammar `position(a in b || c)` is no expression. -#}
    {%- set marked = "(" ~ dbt.concat(["'^'", "lower(" ~ value ~ ")", "'$'"]) ~ ")" -%}
    coalesce(
        2.0 * (
            {%- for pair in pairs -%}
                case when {{ dbt.position(ml_monitor.plain_text(pair), marked) }} > 0 then 1 else 0 end {{- " + " if not loop.last }}
            {%- endfor -%}
        )
        / ({{ pairs | length }} + length({{ value }}) + 1),
        0
    )
{%- endmacro %}
