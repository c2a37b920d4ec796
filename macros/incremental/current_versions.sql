{#
  The incremental strategy `current_versions` (dbt's custom strategies): every row that was computed from something that no longer is goes, and what
  the model computed is appended. monitor_versions lists what should be there: a row whose result_version it does not name is stale, be it that its
  chunk changed or vanished, that the reference or the configuration changed or that the monitor is gone.
  A row table first loses columns that no monitor needs any more.
  `dbt build --empty` deletes nothing: monitor_versions is empty then, and says nothing of what is stale.
  All statements run in the transaction of the model, after its rows are computed: a reader sees the old rows or the new ones.
#}
{% macro get_incremental_current_versions_sql(arguments) %}
    {%- set column_names = arguments.dest_columns | map(attribute="quoted") | join(", ") %}
    {%- set new_rows = ml_monitor.fetched_rows(arguments) %}
    {%- set statements %}
    {%- for column in ml_monitor.surplus_columns(arguments) %}
    alter table {{ arguments.target_relation }} drop column {{ column.quoted }}
    ;
    {%- endfor %}
    {%- if not flags.EMPTY %}
    delete from {{ arguments.target_relation }}
    where
        not exists (
            select 1
            from {{ ref("monitor_versions") }} as versions
            where versions.result_version = {{ arguments.target_relation }}.result_version
        )
    ;
    {%- endif %}

    insert into {{ arguments.target_relation }} ({{ column_names }})
    select {{ column_names }}
    from {{ new_rows.relation }}
    ;
    {% endset %}
    {{ new_rows.statements }}
    {{ ml_monitor.in_one_transaction(statements) }}
    -- dbt-duckdb makes a lasting table of what a Python model returns, and leaves it behind.
    drop table if exists {{ new_rows.relation }}
{% endmacro %}


{# The columns of a row table that it keeps for no monitor any more. Those of no other kept table depend on the monitors. #}
{% macro surplus_columns(arguments) %}
    {% if model.name not in ["monitor_reference_rows", "monitor_analysis_rows"] or not ml_monitor.can_drop_columns() %} {% do return([]) %} {% endif %}
    {% set names = arguments.dest_columns | map(attribute="name") | list %}
    {% do return(adapter.get_columns_in_relation(arguments.target_relation) | rejectattr("name", "in", names) | list) %}
{% endmacro %}


{# What should be there of a result and is not yet: rows of monitor_versions. In a full build, all of them. #}
{% macro pending_versions(result_name) %}
    select versions.*
    from {{ ref("monitor_versions") }} as versions
    where
        versions.result_name = {{ ml_monitor.plain_text(result_name) }}
        {% if ml_monitor.adds_to_last_run() -%}
            -- A version has many rows: DuckDB finds the few different ones thirty times as fast as it looks each up among ten million rows.
            and not exists (
                select 1
                from (select distinct result_version from {{ this }}) as kept
                where kept.result_version = versions.result_version
            )
        {%- endif %}
{% endmacro %}
