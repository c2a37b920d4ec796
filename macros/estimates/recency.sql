{#
  What a chunk weighs among those that are known, by its age: 0.85 to its power, so that half of the weight is on the latest four. Chosen on other data than that of
  benchmarks/better_estimates.py, which judges it. Source: S. Roberts, Technometrics 1 (1959) 239-250.
#}
{% macro recency(age) -%} power({{ ml_monitor.real(0.85) }}, {{ age }}) {%- endmacro %}
