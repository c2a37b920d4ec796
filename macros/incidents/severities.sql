{# The severities of alerts and incidents, the worst first: the place in the list, from 1, is the rank. #}
{% macro severities() %} {% do return(["critical", "high", "medium", "low"]) %} {% endmacro %}


{# The condition that a severity_rank is that of a severity or of a worse one. #}
{% macro is_at_least(severity) -%} severity_rank <= {{ ml_monitor.severities().index(severity) + 1 }} {%- endmacro %}


{# The name of a rank of severities(), or `:none` where the rank is null. #}
{% macro severity_of_rank(rank) -%}
    case {{ rank }} {% for severity in ml_monitor.severities() %} when {{ loop.index }} then '{{ severity }}' {% endfor %} else ':none' end
{%- endmacro %}
