{#
  The findings of the given checks (input_error_list or input_warning_list) in the given counts: one row per monitor, period and check that found
  something.
#}
{% macro input_checks(checks, counts) %}
    {% for check_name, severity, condition, affected_rows, message in checks %}
        select
            counts.monitor_name,
            counts.period,
            {{ ml_monitor.text(check_name) }} as check_name,
            {{ ml_monitor.text(severity) }} as severity,
            cast({{ affected_rows }} as {{ dbt.type_bigint() }}) as affected_rows,
            {{ ml_monitor.text("monitor '") }}
            || counts.monitor_name
            || {{ ml_monitor.text("', ") }}
            || counts.period
            || ' ('
            || counts.relation_name
            || '): '
            {%- for part in message %} || {{ part if part.startswith("'") else dbt.cast(part, dbt.type_string()) }}{% endfor %} as message
        from {{ counts }} as counts
        where {{ condition }} {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
