{#
  How many rows of the analysis are in the reference too, as a scalar subquery: rows with the same row_id and, where there is one, the same timestamp. Only analysis
  rows from within the time of the reference are looked up, so that periods that follow each other cost one look at the timestamps.
  `fingerprints`: a relation made by chunk_fingerprints().
#}
{% macro overlapping_rows(monitor, fingerprints) %}
    {%- set of_reference -%}
        from {{ fingerprints }} as fingerprints
        where fingerprints.monitor_name = {{ ml_monitor.text(monitor.name) }} and fingerprints.period = 'reference'
    {%- endset %}
    (
        select count(*)
        from {{ ml_monitor.monitored_rows(monitor, "analysis") }} as analysis_rows
        inner join
            {{ ml_monitor.monitored_rows(monitor, "reference") }} as reference_rows
            on {{ ml_monitor.comparable_id(monitor, "analysis_rows") }} = {{ ml_monitor.comparable_id(monitor, "reference_rows") }}
        {% if monitor.timestamp is not none -%}
                and {{ ml_monitor.row_instant(monitor, "analysis_rows", "analysis") }}
                = {{ ml_monitor.row_instant(monitor, "reference_rows", "reference") }}
            where
                {{ ml_monitor.row_timestamp(monitor, "analysis_rows", "analysis") }}
                between (select min(fingerprints.first_timestamp) {{ of_reference }}) and (
                    select max(fingerprints.last_timestamp) {{ of_reference }}
                )
        {%- endif %}
    )
{% endmacro %}


{# The row_id as it can be compared between the two relations: a number where both hold numbers, else as text. #}
{% macro comparable_id(monitor, alias) %}
    {% set column = alias ~ "." ~ ml_monitor.quoted(monitor.row_id) %}
    {% for period in ["reference", "analysis"] %}
        {% if ml_monitor.kind_of_family(ml_monitor.family_of_column(monitor, period, monitor.row_id)) != "number" %}
            {% do return(dbt.cast(column, dbt.type_string())) %}
        {% endif %}
    {% endfor %}
    {% do return(column) %}
{% endmacro %}
