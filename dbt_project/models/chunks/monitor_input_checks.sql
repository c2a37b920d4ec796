-- depends_on: {{ ref('monitor_config') }}
{#-
  Counts what can be wrong with the rows themselves. A problem that would make the numbers wrong stops the run here, before the row tables
  are touched, with one message that lists all of them; the query itself raises it, so `dbt run` stops as surely as `dbt build`.
-#}
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
