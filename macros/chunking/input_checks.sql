{#
  The findings of the given checks (input_error_list or input_warning_list) in the given counts: one row per monitor, period and check that found
  something. The counts are read once, and each row of them meets each check.
#}
{% macro input_checks(checks, counts) %}
    select
        counts.monitor_name,
        counts.period,
        checks.check_name,
        checks.severity,
        cast(
            case
                checks.check_name
                {% for check_name, severity, condition, affected_rows, message in checks -%}
                    when {{ ml_monitor.text(check_name) }} then {{ affected_rows }}
                {% endfor %}
            end as {{ dbt.type_bigint() }}
        ) as affected_rows,
        {{ ml_monitor.text("monitor '") }}
        || counts.monitor_name
        || {{ ml_monitor.text("', ") }}
        || counts.period
        || ' ('
        || counts.relation_name
        || '): '
        || case
            checks.check_name
            {% for check_name, severity, condition, affected_rows, message in checks -%}
                when {{ ml_monitor.text(check_name) }}
                then
                    {% for part in message -%}
                        {{ "|| " if not loop.first }}{{ part if part.startswith("'") else dbt.cast(part, dbt.type_string()) }}
                    {% endfor %}
            {% endfor %}
        end as message
    from {{ counts }} as counts
    cross join
        (
            {% for check_name, severity, condition, affected_rows, message in checks -%}
                select
                    {{ ml_monitor.text(check_name) }} as check_name,
                    {{ ml_monitor.text(severity) }} as severity
                    {{ "union all" if not loop.last }}
            {% endfor %}
        ) as checks
    where
        case
            checks.check_name
            {% for check_name, severity, condition, affected_rows, message in checks -%}
                when {{ ml_monitor.text(check_name) }} then {{ condition }}
            {% endfor %}
        end
{% endmacro %}
