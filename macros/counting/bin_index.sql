{#
  The index of the equal bin that a value within the edges falls in, given `estimate`, the index by division.
  Bins are [edge(i), edge(i + 1)) with edge(i) = i * width + lower_edge, the last one closed. The division can be off by one where a value lies
  next to an edge, so it is corrected against the edges themselves: this is what makes the counts equal to numpy's, value by value.
  No argument may be null: there the engines' least() differ.
#}
{% macro bin_index(value, estimate, lower_edge, width, bin_count) -%}
    {%- set corrected -%}
    {{ estimate }}
    + cast({{ value }} >= ({{ estimate }} + 1) * {{ width }} + {{ lower_edge }} as {{ dbt.type_int() }})
    - cast({{ value }} < {{ estimate }} * {{ width }} + {{ lower_edge }} as {{ dbt.type_int() }})
    {%- endset -%}
    least({{ corrected }}, {{ bin_count }} - 1)
{%- endmacro %}
