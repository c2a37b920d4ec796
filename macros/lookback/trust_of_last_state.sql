{# The query of what this run trusts, for monitor_chunk_fingerprints, from its last state; none if it trusts nothing. #}
{% macro trust_of_last_state(monitors) %}
    {% set looking_back = ml_monitor.looking_back(monitors) %}
    {% if not looking_back or flags.EMPTY or flags.FULL_REFRESH or not ml_monitor.can_read_last_state() %} {% do return(none) %} {% endif %}
    {% set row_tables = ml_monitor.kept_row_tables() %}
    {% if not row_tables or "read_version" not in ml_monitor.column_types(this) | map("first") | map("lower") | list %}
        {% do return(none) %}
    {% endif %}
    {% do return(
        "with "
        ~ ml_monitor.trusted_chunk_ctes(looking_back, row_tables)
        ~ " "
        ~ ml_monitor.summed_trust(looking_back, "trusted_chunks")
    ) %}
{% endmacro %}


{# The same for the models after it, which have to read what it has read. #}
{% macro trust_of_run(monitors) %}
    {% set looking_back = ml_monitor.looking_back(monitors) %}
    {% if not looking_back %} {% do return(none) %} {% endif %}
    {% set trusted_chunks -%}
        (select * from {{ ref("monitor_chunk_fingerprints") }} where is_trusted) as trusted_chunks
    {%- endset %}
    {% do return(ml_monitor.summed_trust(looking_back, trusted_chunks)) %}
{% endmacro %}


{# The monitors with `lookback`. #}
{% macro looking_back(monitors) %} {% do return(monitors | rejectattr("lookback", "none") | list if execute else []) %} {% endmacro %}


{#
  One row per monitor and period with trusted chunks: how many there are, how many rows they hold, how many labels and predictions of them are none of the classes, their first and
  last instant, the last time that belongs to them, and a day before it. Calendar chunks last until the end of their period, and others until their last row.
#}
{% macro summed_trust(monitors, trusted_chunks) %}
    {%- for monitor in monitors -%}
        {%- set last = ml_monitor.last_trusted_time(monitor) %}
        select
            monitor_name,
            period,
            max(chunk_index) + 1 as chunk_count,
            sum(row_count) as row_count,
            sum(unknown_label_count + unknown_prediction_count) as unknown_count,
            cast(min(first_instant) as {{ dbt.type_string() }}) as first_instant,
            cast(max(last_instant) as {{ dbt.type_string() }}) as last_instant,
            cast({{ last }} as {{ dbt.type_string() }}) as last_time,
            cast({{ ml_monitor.later_time(last, -1, "day") }} as {{ dbt.type_string() }}) as day_before
        from {{ trusted_chunks }}
        where monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
        group by monitor_name, period {{ "union all" if not loop.last }}
    {%- endfor -%}
{% endmacro %}


{% macro last_trusted_time(monitor) %}
    {%- if monitor.chunk_method == "period" -%}
        {{ ml_monitor.period_end(monitor.chunk_period, ml_monitor.period_start(monitor.chunk_period, "max(last_timestamp)")) }}
    {%- else -%} max(last_instant)
    {%- endif -%}
{% endmacro %}


{#
  The row tables, where they hold what was read before and this run adds to it; none otherwise. They are built after the model that asks, so it cannot ref() them.
#}
{% macro kept_row_tables() %}
    {% set found = [] %}
    {% for node in ml_monitor.nodes_of_row_tables() if ml_monitor.keeps_rows(node) %}
        {% set relation = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) %}
        {% if relation is not none and not relation.is_view %} {% do found.append(relation) %} {% endif %}
    {% endfor %}
    {% do return(found if found | length == 2 else none) %}
{% endmacro %}


{% macro nodes_of_row_tables() %}
    {% do return([graph.nodes["model.ml_monitor.monitor_reference_rows"], graph.nodes["model.ml_monitor.monitor_analysis_rows"]]) %}
{% endmacro %}


{% macro keeps_rows(node) %}
    {% set is_kept = node.config.materialized == ml_monitor.kept_results() and ml_monitor.kept_results() != "table" %}
    {% do return(is_kept and not node.config.full_refresh) %}
{% endmacro %}


{# What a run reads of the monitors with `lookback`, for the log of a build. `monitors`: monitors_with_trust(). #}
{% macro lookback_notes(monitors) %}
    {% set notes = [] %}
    {% set rebuilt = [] %}
    {% for node in ml_monitor.nodes_of_row_tables() if not ml_monitor.keeps_rows(node) %} {% do rebuilt.append(node.name) %} {% endfor %}
    {% for monitor in ml_monitor.looking_back(monitors) %}
        {% if not ml_monitor.can_read_itself() or ml_monitor.kept_results() == "table" %}
            {% set read = "all rows are read; lookback has no effect on " ~ target.type %}
        {% elif rebuilt %}
            {% set read = "all rows are read; lookback has no effect while " ~ rebuilt | join(" and ") ~ " does not keep its rows" %}
        {% elif monitor.trusted %}
            {% set read = "rows after " ~ monitor.trusted.analysis.last ~ " are read; " ~ monitor.trusted.analysis.chunk_count ~ " older chunks are trusted" %}
        {% else %} {% set read = "all rows are read" %}
        {% endif %}
        {% do notes.append("monitor '" ~ monitor.name ~ "': " ~ read) %}
    {% endfor %}
    {% do return(notes) %}
{% endmacro %}
