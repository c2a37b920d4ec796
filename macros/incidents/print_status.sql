{#
  Prints what monitor_status says, in at most five lines: the worst monitors first, the others as numbers. It is the post-hook of that model, so it runs where the
  model is built, and nothing runs elsewhere. `vars: {ml_monitor_print: false}` switches it off. print() is heard under --quiet too.
#}
{% macro print_status() %}
    {% if not execute or flags.WHICH not in ["run", "build"] or not var("ml_monitor_print", true) %} {% do return("") %} {% endif %}
    {% set ordered %}
        select monitor_name, state, summary
        from {{ this }}
        order by
            case state when 'broken' then 1 when 'watch' then 2 when 'cannot_judge' then 3 else 4 end,
            open_critical_incidents desc,
            open_high_incidents desc,
            open_medium_incidents desc,
            open_low_incidents desc,
            monitor_name
    {% endset %}
    {% for line in ml_monitor.status_lines(run_query(ordered).rows) %} {{ print(line) }} {% endfor %}
    {% do return("") %}
{% endmacro %}


{#
  The lines, from rows of monitor_name, state and summary in the order in which they matter. A monitor that is ok has a line of its own only if it is the only one.
#}
{% macro status_lines(rows) %}
    {% set words = {"broken": "broken", "watch": "to watch", "cannot_judge": "not judged", "ok": "ok"} %}
    {% set news = [] %}
    {% for row in rows if row[1] != "ok" or rows | length == 1 %} {% do news.append(row) %} {% endfor %}
    {% set is_short = news | length == rows | length and news | length <= 5 %}
    {% set shown = news if is_short else news[:4] %}
    {% set lines = [] %}
    {% for row in shown %} {% do lines.append("ml_monitor: " ~ ml_monitor.in_color(row[2] | replace("\n", " "), row[1])) %} {% endfor %}
    {% set left = (rows | list)[shown | length :] %}
    {% if left %}
        {% set counts = {} %}
        {% for row in left %} {% do counts.update({row[1]: counts.get(row[1], 0) + 1}) %} {% endfor %}
        {% set counted = [] %}
        {% for state, word in words.items() if state in counts %} {% do counted.append(counts[state] ~ " " ~ word) %} {% endfor %}
        {% set more = "and " ~ left | length ~ " more" if shown else "all " ~ left | length %}
        {% do lines.append("ml_monitor: " ~ more ~ " monitor" ~ ("s" if left | length > 1 else "") ~ ": " ~ counted | join(", ")) %}
    {% endif %}
    {% do return(lines) %}
{% endmacro %}


{# A line in the color of its state, where dbt uses colors. #}
{% macro in_color(line, state) %}
    {% set colors = {"broken": "31", "watch": "33", "cannot_judge": "33", "ok": "32"} %}
    {% if not flags.USE_COLORS or env_var("NO_COLOR", "") %} {% do return(line) %} {% endif %}
    {% set escape = "\x1b" %}
    {% do return(escape ~ "[" ~ colors[state] ~ "m" ~ line ~ escape ~ "[0m") %}
{% endmacro %}
