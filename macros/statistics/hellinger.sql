{#
  Hellinger distance between two discrete distributions, in [0, 1]: sqrt(sum (sqrt p - sqrt q)^2) / sqrt 2.
  Source: E. Hellinger, J. reine angew. Math. 136 (1909) 210-271; L. Le Cam and G. Yang, "Asymptotics in Statistics", Springer 2000.

  An aggregate expression over one row per bin or category. Arguments: the share of the reference, the share of the chunk (SQL expressions).
#}
{% macro hellinger(reference_share, chunk_share) -%}
    sqrt(sum(power(sqrt({{ reference_share }}) - sqrt({{ chunk_share }}), 2))) / sqrt(2)
{%- endmacro %}
