{#
  The version of what the package computes. It is part of every fingerprint: raise it when a change of the package gives other numbers from the same
  rows, and the next run computes all of them again.
#}
{% macro statistics_version() %} {% do return("6") %} {% endmacro %}
