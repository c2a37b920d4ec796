{#
  The sampling error of the share of rows that have a property, or of their number, in a chunk of n rows when each row has it with probability p:
    share  sqrt(p (1 - p) / n),   number  sqrt(p (1 - p) n).
  Source: the variance p (1 - p) of one row under the binomial distribution.

  A scalar expression. Arguments: p, n, and whether it is the share (SQL expressions).
#}
{% macro share_sampling_error(share, row_count, is_share) -%}
    sqrt({{ share }} * (1 - {{ share }})) * case when {{ is_share }} then 1 / sqrt({{ row_count }}) else sqrt({{ row_count }}) end
{%- endmacro %}
