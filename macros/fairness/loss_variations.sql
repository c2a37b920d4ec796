{#
  How much the losses of a group's rows vary: their deviation within chunks of the reference over their mean there. Where losses become twice as large, their deviation does, too. Loss models
  explain a part of it, so the variance of a mean that is made of it is rather too large.

  A select of monitor_name, segment_column, segment_index and a column per loss named `<mean>_variation`. segment_index is null in the row of all groups together, which serves those
  that the reference does not have. `groups`: a relation made by pooled_groups().
#}
{% macro loss_variations(groups) %}
    {%- set means = ml_monitor.group_means() | selectattr("loss", "defined") | list %}
    {%- for index in ["segment_index", "cast(null as " ~ dbt.type_bigint() ~ ")"] %}
        select
            monitor_name,
            segment_column,
            {{ index }} as segment_index,
            {% for metric in means -%}
                {%- set of_rows = "sum(" ~ metric.count ~ " * " ~ metric.mean ~ ")" -%}
                case
                    when {{ of_rows }} > 0
                    then sqrt(sum({{ metric.count }} * {{ metric.variance }}) * sum({{ metric.count }})) / {{ of_rows }}
                    when {{ of_rows }} = 0
                    then 0
                end as {{ metric.mean }}_variation {{- "," if not loop.last }}
            {% endfor %}
        from {{ groups }}
        where period = 'reference' and source = 'realized'
        group by monitor_name, segment_column {{- ", segment_index" if loop.first }} {{ "union all" if not loop.last }}
    {%- endfor %}
{% endmacro %}
