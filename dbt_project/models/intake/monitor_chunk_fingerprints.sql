{#-
  The first node of the package: everything else waits for it. It reads the monitored relations once, chunk by chunk, to see what changed.

  A wrong configuration stops here, before any table is touched, and so do rows that would make the numbers wrong: one message lists all problems. Those of
  the rows are raised by the query itself, so that `dbt run` stops as surely as `dbt build`, and this table stays what it was after the last good run.
-#}
{%- set raw_monitors = ml_monitor.raw_monitors() -%}
{%- set described = ml_monitor.described_relations(raw_monitors) -%}
{%- set errors = ml_monitor.configuration_errors(raw_monitors) + ml_monitor.relation_errors(raw_monitors, described) -%}
{%- set setting_errors = ml_monitor.setting_errors() + ml_monitor.mode_errors() -%}
{%- if setting_errors or (errors and execute) %} {% do ml_monitor.raise_errors(errors, setting_errors) %} {% endif -%}
{%- if execute and flags.WHICH in ["run", "build"] -%}
    {%- for note in ml_monitor.setting_notes() %} {% do log("ml_monitor: " ~ note, info=true) %} {% endfor -%}
{%- endif -%}
{%- if execute and not raw_monitors and flags.WHICH in ["run", "build"] -%}
    {%- do log("ml_monitor: no monitor is configured (vars.ml_monitors), all its tables will be empty", info=true) -%}
{%- endif -%}
{%- if execute and raw_monitors and flags.WHICH in ["run", "build"] and not ml_monitor.has_python_models() -%}
    {%- do log("ml_monitor: " ~ ml_monitor.limitations_without_python(), info=true) -%}
{%- endif -%}
{%- set monitors = ml_monitor.monitors_with_types(ml_monitor.complete_monitors(raw_monitors) if execute else [], described) -%}
{%- set monitors = ml_monitor.monitors_with_trust(monitors, ml_monitor.trust_of_last_state(monitors)) -%}
{%- if execute and flags.WHICH in ["run", "build"] -%}
    {%- for note in ml_monitor.lookback_notes(monitors) %} {% do log("ml_monitor: " ~ note, info=true) %} {% endfor -%}
{%- endif %}
with
    {% for monitor in monitors -%}
        {%- for period in ["reference", "analysis"] %} {{ ml_monitor.chunk_index_ctes(monitor, period) }}{%- endfor -%}
    {%- endfor %}
    fingerprints as (
        {% for monitor in monitors %}
            {% for period in ["reference", "analysis"] %}
                {{ ml_monitor.chunk_fingerprints(monitor, period) }}
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(ml_monitor.fingerprint_columns()) }}
    ),

    changed_chunks as (
        select fingerprints.monitor_name, fingerprints.period, fingerprints.first_timestamp, fingerprints.last_timestamp
        from fingerprints
        {% if ml_monitor.can_read_last_state() -%}
            left join
                {{ this }} as last_state
                on fingerprints.monitor_name = last_state.monitor_name
                and fingerprints.period = last_state.period
                and fingerprints.inputs_fingerprint = last_state.inputs_fingerprint
            where last_state.inputs_fingerprint is null
        {%- endif %}
    ),

    input_counts as (
        {% for monitor in monitors %}
            {% for period in ["reference", "analysis"] %}
                {{
                    ml_monitor.input_counts(
                        monitor,
                        period,
                        "fingerprints",
                        duplicates=ml_monitor.repeated_row_ids(monitor, period, "changed_chunks"),
                        names_unknown=period == "reference",
                    )
                }}
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(ml_monitor.input_count_columns()) }}
    ),

    checks as ({{ ml_monitor.input_checks(ml_monitor.input_error_list(), "input_counts") }}),

    errors as (
        select {{ ml_monitor.sorted_texts("'  ' || message", "chr(10)") }} as messages, count(*) as error_count
        from
            checks
            -- `dbt build --empty` reads no rows, so their absence is no error.
            {{ "where 1 = 0" if flags.EMPTY }}
    ),

    reference_sets as (
        select monitor_name, {{ dbt.hash(ml_monitor.sorted_texts("inputs_fingerprint || labels_fingerprint", "''")) }} as reference_version
        from fingerprints
        where period = 'reference'
        group by monitor_name
    ),

    -- Apart from the fingerprints, so that it is asked for its error also where there are none.
    passed as (
        select
            case
                when error_count > 0
                then
                    {{
                        ml_monitor.raise_in_sql(
                            "'ml_monitor found problems in the rows of the monitors. No table was touched.' || chr(10) || messages"
                        )
                    }}
                else 'passed'
            end as verdict
        from errors
    )

select fingerprints.*, reference_sets.reference_version
from passed
left join fingerprints on passed.verdict = 'passed'
left join reference_sets on fingerprints.monitor_name = reference_sets.monitor_name
where passed.verdict = 'passed' and fingerprints.monitor_name is not null
