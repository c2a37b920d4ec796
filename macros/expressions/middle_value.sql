{#
  The median of sorted values as an aggregate over them: the value in the middle, or the mean of the two. Values whose place is not near the middle may be left
  out, and nulls take no place; not every engine has a median that is an aggregate, and where there is one it holds all values at once.
  Arguments: expressions with the value, its place, counted from 1, and the number of values, which is the same for the whole group.
#}
{% macro middle_value(value, place, value_count) -%}
    avg(case when 2 * {{ place }} between {{ value_count }} and {{ value_count }} + 2 then {{ value }} end)
{%- endmacro %}
