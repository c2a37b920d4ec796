{#
  L-infinity (Chebyshev) distance between two categorical distributions, in [0, 1]: the largest |p - q| over all categories of either side.

  An aggregate expression over one row per category. Arguments: the share of the reference, the share of the chunk (SQL expressions).
#}
{% macro l_infinity(reference_share, chunk_share) -%} max(abs({{ reference_share }} - {{ chunk_share }})) {%- endmacro %}
