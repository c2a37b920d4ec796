{#
  The score by which weak segments are ranked: a * (mean loss of the segment / mean loss - 1) - (1 - a) * (n / |segment| - 1), with n rows and a the setting `alpha`. The
  second part is the price of being small. A score above 0 is needed.
  Source: S. Sagadeeva, M. Boehm, "SliceLine: Fast, linear-algebra-based slice finding for ML model debugging", SIGMOD 2021.
  Over a relation with alpha, total_count, row_count and excess_sum.
#}
{% macro slice_score(segments) -%}
    {{ segments }}.alpha * {{ segments }}.excess_sum / {{ segments }}.row_count
    - (1 - {{ segments }}.alpha) * ({{ ml_monitor.ratio(segments ~ ".total_count", segments ~ ".row_count") }} - 1)
{%- endmacro %}


{#
  The largest score that any part of a segment can have: its bound. A part of k rows has at most the loss of the whole, L, and at most k times the largest loss
  of a row, m. So its score is at most a * (min(L, k m) / k - 1) - (1 - a) * (n / k - 1). That is largest at k = L / m, between the rows that are needed and those of the
  segment, or with all of its rows. Losses are in units of the mean loss. Source: as slice_score(), section 3.
#}
{% macro score_bound(segments) -%}
    {%- set loss = "(" ~ segments ~ ".row_count + " ~ segments ~ ".excess_sum)" -%}
    {%- set fewest = ml_monitor.larger(ml_monitor.smaller("coalesce(" ~ loss ~ " / nullif(" ~ segments ~ ".highest, 0), " ~ segments ~ ".row_count)", segments ~ ".row_count"), segments ~ ".min_rows") -%}
    {{ ml_monitor.larger(ml_monitor.bound_at(segments, loss, "(" ~ fewest ~ ")"), ml_monitor.bound_at(segments, loss, segments ~ ".row_count")) }}
{%- endmacro %}


{% macro bound_at(segments, loss, row_count) -%}
    {%- set most = ml_monitor.smaller(loss, row_count ~ " * " ~ segments ~ ".highest") -%}
    {{ segments }}.alpha * (({{ most }}) / {{ row_count }} - 1)
    - (1 - {{ segments }}.alpha) * ({{ ml_monitor.ratio(segments ~ ".total_count", row_count) }} - 1)
{%- endmacro %}


{# A ratio of two numbers of rows, no whole number. #}
{% macro ratio(one, other) -%} cast({{ one }} as {{ ml_monitor.type_double() }}) / {{ other }} {%- endmacro %}
