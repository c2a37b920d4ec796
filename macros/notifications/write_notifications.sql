{#
  Adds rows to monitor_notifications and prints who holds them: the write of `ml-monitor notify` on engines other than DuckDB, as
  `dbt run-operation ml_monitor.write_notifications --args '{rows: [...]}'`. A row whose record_id is there is not added again. So of two runs that claim
  the same, one writes the claim, and both read whose it is.
  It prints one line: the word `ml_monitor_holders`, then a list of [record_id, claimed_by, written_at] as JSON.
#}
{% macro write_notifications(rows) %}
    {% if not execute or flags.WHICH != "run-operation" %} {% do return("") %} {% endif %}
    {% set relation = ml_monitor.package_models() | selectattr("name", "equalto", "monitor_notifications") | map(attribute="relation_name") | first %}
    {% set columns = {
        "record_id": "text",
        "notification_id": "text",
        "message_id": "text",
        "channel": "text",
        "monitor_name": "text",
        "incident_id": "text",
        "event": "text",
        "event_number": "whole",
        "severity": "text",
        "severity_rank": "whole",
        "headline": "text",
        "attempt": "whole",
        "state": "text",
        "answer": "text",
        "claimed_by": "text",
        "claimed_until": "time",
    } %}
    {% set typed_rows = [] %}
    {% for row in rows %}
        {% set until = ml_monitor.time_literal(row.claimed_until) if row.claimed_until else none %}
        {% do typed_rows.append(dict(row, claimed_until=until)) %}
    {% endfor %}
    {% set insert %}
        insert into {{ relation }} ({{ columns | join(", ") }}, written_at)
        select {{ columns | join(", ") }}, {{ ml_monitor.current_utc_time() }}
        from ({{ ml_monitor.constants(columns, typed_rows) }}) as new_rows
        where record_id not in (select record_id from {{ relation }})
    {% endset %}
    {% set holders %}
        select record_id, claimed_by, cast(written_at as {{ dbt.type_string() }}) as written_at
        from {{ relation }}
        where record_id in ({% for row in rows %}{{ ml_monitor.text(row.record_id) }}{{ ", " if not loop.last }}{% endfor %})
    {% endset %}
    {% for statement in ml_monitor.one_after_the_other(relation, insert) %} {% do run_query(statement) %} {% endfor %}
    {% set found = [] %}
    {% for row in run_query(holders).rows %} {% do found.append([row[0], row[1], row[2]]) %} {% endfor %}
    {{ print("ml_monitor_holders " ~ tojson(found)) }}
{% endmacro %}
