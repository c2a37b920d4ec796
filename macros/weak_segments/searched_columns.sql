{# The monitors that look for weak segments. #}
{% macro searching_monitors() %} {% do return(ml_monitor.monitors() | selectattr("find_segments") | list) %} {% endmacro %}


{#
  The columns that are searched: one row per monitor and feature, in the order of their names. `column_number` is never that of another monitor, so that what is made of it
  names the monitor, too.
#}
{% macro searched_columns(monitors) %}
    {%- set rows = [] %}
    {%- for monitor in monitors %}
        {%- for column in ml_monitor.columns_to_search(monitor) %}
            {%- do rows.append(
                {
                    "monitor_name": monitor.name,
                    "column_number": monitor.number * 1000 + loop.index,
                    "column_name": column.name,
                    "quoted_name": ml_monitor.quoted(column.name),
                    "feature_type": column.feature_type,
                    "column_index": column.index,
                }
            ) %}
        {%- endfor %}
    {%- endfor %}
    {{
        ml_monitor.constants(
            {
                "monitor_name": "text",
                "column_number": "whole",
                "column_name": "text",
                "quoted_name": "text",
                "feature_type": "text",
                "column_index": "whole",
            },
            rows,
        )
    }}
{% endmacro %}


{# The features of a monitor that it searches. #}
{% macro columns_to_search(monitor) %}
    {% set names = monitor.find_segments.columns %}
    {% set columns = ml_monitor.columns_of_monitor(monitor) | selectattr("role", "equalto", "feature") | list %}
    {% if names is not none %} {% set columns = columns | selectattr("name", "in", names) | list %} {% endif %}
    {% do return(columns | sort(attribute="name", case_sensitive=true)) %}
{% endmacro %}


{# How each monitor searches: one row per monitor. #}
{% macro search_settings(monitors) %}
    {%- set rows = [] %}
    {%- for monitor in monitors %}
        {%- do rows.append(
            {
                "monitor_name": monitor.name,
                "can_estimate": monitor.has_estimates and monitor.classes and ml_monitor.has_python_models(),
                "loss_name": ml_monitor.searched_loss(monitor),
                "most_rows": monitor.find_segments.rows,
                "most_chunks": monitor.find_segments.chunks,
                "min_support": monitor.find_segments.min_support,
                "alpha": monitor.find_segments.alpha,
            }
        ) %}
    {%- endfor %}
    {{
        ml_monitor.constants(
            {
                "monitor_name": "text",
                "can_estimate": "truth",
                "loss_name": "text",
                "most_rows": "whole",
                "most_chunks": "whole",
                "min_support": "real",
                "alpha": "real",
            },
            rows,
        )
    }}
{% endmacro %}
