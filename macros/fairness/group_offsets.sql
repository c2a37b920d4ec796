{#
  The offset of a group's log odds, its posterior mode: one calibration serves all groups, and an offset d per group makes its chances c + d fit its labels. With the
  prior N(0, t^2) it is the root of sum(y - c(d)) - d / t^2, found by Newton's method, and 1 / sqrt(sum(c(d) (1 - c(d))) + 1 / t^2) its standard error. So a group
  with few labels stays near the calibration of all, and t says how far groups may lie apart. A step is at most 1.
  Source: J. Platt, "Probabilistic outputs for support vector machines", 1999 (the intercept of a logistic calibration); A. Gelman and J. Hill, "Data analysis using
  regression and multilevel models", 2007, chapter 12 (partial pooling).

  A select of monitor_name, segment_index, chance_offset, offset_error and row_count. `chances`: a relation of monitor_name, segment_index, chance (the mean of the rows counted),
  row_count and positive_count.
#}
{% macro group_offsets(chances) %}
    {%- set steps = 8 %}
    {%- set precision = ml_monitor.real(1 / ml_monitor.offset_deviation() ** 2) %}
    with
        offsets_0 as (select distinct monitor_name, segment_index, {{ ml_monitor.real(0) }} as chance_offset from {{ chances }}),

        {% for step in range(steps + 1) -%}
            {%- set chance = ml_monitor.chance_with_offset("chances.chance", "offsets.chance_offset") %}
            scores_{{ step }} as (
                select
                    offsets.monitor_name,
                    offsets.segment_index,
                    max(offsets.chance_offset) as chance_offset,
                    sum(chances.row_count) as row_count,
                    sum(chances.positive_count - chances.row_count * {{ chance }}) - max(offsets.chance_offset) * {{ precision }} as score,
                    sum(chances.row_count * {{ chance }} * (1 - {{ chance }})) + {{ precision }} as information
                from offsets_{{ step }} as offsets
                inner join {{ chances }} as chances on {{ ml_monitor.same("offsets", "chances", ["monitor_name", "segment_index"]) }}
                group by offsets.monitor_name, offsets.segment_index
            )
            {%- if not loop.last %}
                ,
                offsets_{{ step + 1 }} as (
                    select
                        monitor_name,
                        segment_index,
                        chance_offset
                        + {{ ml_monitor.larger("(" ~ ml_monitor.smaller("score / information", "1") ~ ")", "-1") }} as chance_offset
                    from scores_{{ step }}
                ),
            {% endif %}
        {%- endfor %}

    select monitor_name, segment_index, chance_offset, 1 / sqrt(information) as offset_error, row_count
    from scores_{{ steps }}
{% endmacro %}


{# The standard deviation t of the offsets of groups, before labels are looked at. benchmarks/group_offsets.py compares others. #}
{% macro offset_deviation() %} {{ return(0.5) }} {% endmacro %}
