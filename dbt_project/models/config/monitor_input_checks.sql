{#-
  The first node of the package: everything else waits for it. A wrong configuration stops here, before any table is touched, and so do rows
  that would make the numbers wrong: one message lists all problems. Those of the rows are raised by the query itself, so that `dbt run`
  stops as surely as `dbt build`.
-#}
{%- set raw_monitors = ml_monitor.raw_monitors() -%}
{%- set errors = ml_monitor.configuration_errors(raw_monitors) + ml_monitor.relation_errors(raw_monitors) -%}
{%- if errors and execute %} {% do ml_monitor.raise_errors(errors) %} {% endif -%}
{%- if execute and not raw_monitors and flags.WHICH in ["run", "build"] -%}
    {%- do log("ml_monitor: no monitor is configured (vars.ml_monitors), all its tables will be empty", info=true) -%}
{%- endif -%}
{%- set monitors = ml_monitor.monitors() %}
with
    input_counts as (
        {% for monitor in monitors %}
            {% for period in ["reference", "analysis"] %}
                {{ ml_monitor.input_counts(monitor, period) }}
                union all
            {% endfor %}
        {% endfor %}
        {{
            ml_monitor.no_rows(
                {
                    "monitor_name": "text",
                    "period": "text",
                    "relation_name": "text",
                    "row_count": "whole",
                    "row_id_count": "whole",
                    "distinct_row_id_count": "whole",
                    "timestamp_count": "whole",
                    "label_count": "whole",
                    "prediction_count": "whole",
                    "scored_label_count": "whole",
                    "negative_count": "whole",
                    "row_id_column": "text",
                    "timestamp_column": "text",
                    "y_true_column": "text",
                    "y_pred_column": "text",
                    "chunk_method": "text",
                    "chunk_limit": "whole",
                    "incomplete": "text",
                    "has_performance": "truth",
                }
            )
        }}
    ),

    checks as ({{ ml_monitor.input_checks("input_counts") }}),

    errors as (
        select
            {{ dbt.listagg("'  ' || message", "chr(10)", "order by monitor_name, period, message") }} as messages, count(*) as error_count
        from checks
        where severity = 'error'
    )

select
    checks.monitor_name,
    checks.period,
    checks.check_name,
    case
        when errors.error_count > 0
        then
            {{
                ml_monitor.raise_in_sql(
                    "'ml_monitor found problems in the rows of the monitors. No table was touched.' || chr(10) || errors.messages"
                )
            }}
        else checks.severity
    end as severity,
    checks.affected_rows,
    checks.message
from checks
cross join errors
