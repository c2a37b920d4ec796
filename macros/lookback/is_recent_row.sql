{#
  The condition on rows of a relation that are not of trusted chunks; none if all are read. Of a reference that is trusted there are none.
  The column itself is compared first, with a day to spare, so that an engine can leave out the files and partitions of older rows. A row without a time, or with one that is
  infinite or too far away, is of no trusted chunk.
#}
{% macro is_recent_row(monitor, period, alias) %}
    {% if not monitor.trusted %} {% do return(none) %} {% endif %}
    {% if period == "reference" %} {% do return("1 = 0") %} {% endif %}
    {% set trusted = monitor.trusted.analysis %}
    {% set column = alias ~ "." ~ ml_monitor.quoted(monitor.timestamp) %}
    {% set family = ml_monitor.family_of_column(monitor, period, monitor.timestamp) %}
    {# Calendar chunks end by the wall clock, others at an instant. #}
    {% if monitor.chunk_method == "period" %} {% set time = ml_monitor.row_timestamp(monitor, alias, period) %}
    {% else %} {% set time = ml_monitor.row_instant(monitor, alias, period) %}
    {% endif %}
    {% set conditions -%}
        (
            {{ column }} > {{ ml_monitor.column_time(trusted.day_before, family) }}
            or {{ column }} < {{ ml_monitor.column_time("0001-01-02 00:00:00", family) }}
            or {{ column }} is null
        )
        and ({{ time }} > {{ ml_monitor.time_literal(trusted.last) }} or {{ time }} is null)
    {%- endset %}
    {% do return(conditions) %}
{% endmacro %}


{# A time without a zone, as text, as a literal of the type of a column: a date, a timestamp, or an instant, whose UTC time it is. #}
{% macro column_time(text, family) %}
    {% if family == "instant" %} {% do return("cast('" ~ text ~ "+00:00' as " ~ ml_monitor.type_instant() ~ ")") %} {% endif %}
    {% if family == "date" %} {% do return("cast('" ~ text[:10] ~ "' as date)") %} {% endif %}
    {% do return(ml_monitor.time_literal(text)) %}
{% endmacro %}


{# What the chunks of a period begin with that this run reads: their index and the number of rows before them, both 0 if nothing is trusted. #}
{% macro trusted_count(monitor, period, name) %} {% do return(monitor.trusted[period][name] if monitor.trusted else 0) %} {% endmacro %}


{# Whether it is known without a look at the rows that those of the analysis came after the whole reference. #}
{% macro comes_after_reference(monitor) %}
    {% if not monitor.trusted %} {% do return(false) %} {% endif %}
    {% set order = [monitor.trusted.reference.last_instant, monitor.trusted.analysis.first_instant] %}
    {% do return("none" not in order | map("string") | map("lower") | list and order[0] < order[1]) %}
{% endmacro %}


{# A monitor that reads all of its rows: for what is asked rarely and needs them. #}
{% macro reading_all(monitor) %} {% do return(dict(monitor, trusted=none)) %} {% endmacro %}


{# The fingerprints of the trusted chunks of a monitor, as they are in the last state. #}
{% macro trusted_fingerprints(monitor, period) %}
    select
        {% for name in ml_monitor.fingerprint_columns() if name != "is_trusted" -%} {{ name }}, {% endfor %}
        {{ ml_monitor.truth(true) }} as is_trusted
    from {{ this }}
    where
        monitor_name = {{ ml_monitor.plain_text(monitor.name) }} and period = '{{ period }}'
        {{ "and chunk_index >= 0 and chunk_index < " ~ monitor.trusted.analysis.chunk_count if period == "analysis" }}
{% endmacro %}


{# Stops a model of rows that is to hold all of them in a run that reads a part: then those of the trusted chunks would be missing. #}
{% macro forbid_a_part_of_the_rows(monitors) %}
    {% set trusting = monitors | selectattr("trusted") | map(attribute="name") | list %}
    {% if trusting and not ml_monitor.adds_to_last_run() %}
        {% do exceptions.raise_compiler_error(
            "ml_monitor: model "
            ~ model.name
            ~ " cannot be built from nothing alone: of monitor '"
            ~ trusting[0]
            ~ "' (key 'lookback') only recent rows were read. Run dbt build --full-refresh --select package:ml_monitor"
        ) %}
    {% endif %}
{% endmacro %}
