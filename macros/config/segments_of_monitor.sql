{#
  What the chunks of a monitor are cut by, in the order of the setting: mappings number, name, columns, expression. `number` counts from 1 and names the column of the row
  tables. Either `columns` has one name or more, or `expression` is SQL over a row.
#}
{% macro segments_of_monitor(raw) %}
    {% set segments = [] %}
    {% for setting in raw.get("segments") or [] %}
        {% set written = {"name": setting, "columns": [setting]} if setting is string else setting %}
        {% do segments.append(
            {
                "number": loop.index,
                "name": written.name,
                "columns": written.get("columns") or [],
                "expression": written.get("expression"),
            }
        ) %}
    {% endfor %}
    {% do return(segments) %}
{% endmacro %}


{# The columns that these name, each once. Also of a setting that is wrong elsewhere, as far as it names columns. #}
{% macro segment_columns_of(raw) %}
    {% set names = [] %}
    {% for setting in raw.get("segments") or [] if ml_monitor.is_list(raw.segments) %}
        {% if ml_monitor.is_name(setting) %} {% do names.append(setting) %}
        {% elif setting is mapping and ml_monitor.is_list(setting.get("columns")) %}
            {% do names.extend(setting.columns | select("string")) %}
        {% endif %}
    {% endfor %}
    {% do return(names | unique(case_sensitive=true) | list) %}
{% endmacro %}
