{#
  Adds rows to monitor_notifications and prints who holds them: the write of `ml-monitor notify` on engines other than DuckDB, as
  `dbt run-operation ml_monitor.write_notifications --args '{rows: [...]}'`. A row whose record_id is there is not added again. So of two runs that claim
  the same, one writes the claim, and both read whose it is.
  Of each record_id that it was given it prints who wrote it and when, as {"record_id": ..., "claimed_by": ..., "written_at": microseconds since 1970}.
#}
{% macro write_notifications(rows) %}
    {% if not execute or flags.WHICH != "run-operation" %} {% do return("") %} {% endif %}
    {% set relation = ref("ml_monitor", "monitor_notifications") %}
    {% set columns = ml_monitor.notification_columns() %}
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
        select record_id, claimed_by, cast({{ ml_monitor.microseconds("written_at") }} as {{ dbt.type_string() }}) as written_at
        from {{ relation }}
        where record_id in ({% for row in rows %}{{ ml_monitor.plain_text(row.record_id) }}{{ ", " if not loop.last }}{% endfor %})
    {% endset %}
    {% for statement in ml_monitor.one_after_the_other(relation, insert) %} {% do run_query(statement) %} {% endfor %}
    {% for row in run_query(holders).rows %}
        {% do ml_monitor.print_line({"record_id": row[0], "claimed_by": row[1], "written_at": row[2]}) %}
    {% endfor %}
{% endmacro %}
