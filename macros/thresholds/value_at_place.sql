{#
  The value at a place of sorted values, counted from 0, as an aggregate over them: between two of them, in proportion of the distance. The quantile q of n
  values lies at q (n - 1), which is definition 7 of R. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", Am. Stat. 50 (1996) 361-365, and the
  default of numpy. Null without a place.
  Arguments: expressions with the value, its own place and the wanted place, which is the same for the whole group.
#}
{% macro value_at_place(value, place, wanted_place) -%}
    {%- set below = "max(case when " ~ place ~ " = floor(" ~ wanted_place ~ ") then " ~ value ~ " end)" -%}
    {%- set above = "max(case when " ~ place ~ " = floor(" ~ wanted_place ~ ") + 1 then " ~ value ~ " end)" -%}
    {#- The distance is added to the value below: between equal values it is 0, and nothing is left to round. -#}
    {{ below }} + coalesce({{ above }} - {{ below }}, 0) * max({{ wanted_place }} - floor({{ wanted_place }}))
{%- endmacro %}
