{#
  The values of continuous columns that are to be summarised, of several monitors and periods, one row per value that is not missing: monitor_name, period,
  chunk_index, segment_index, column_index and column_value.
  A text that is put into every query that reads the values, not a common table expression: some engines would write that down before they read it twice.
  `pending`: the name of a relation as pending_values() takes it. Without segments every value is there once, of segment 0.
#}
{% macro summarised_values(monitors, periods, pending, with_segments=true) %}
    {% for monitor in monitors if ml_monitor.columns_of_monitor(monitor) | selectattr("feature_type", "equalto", "continuous") | list %}
        {% for period in periods %}
            select {{ ml_monitor.slices_of_monitor(monitor, period, "all_values") }}, all_values.column_index, all_values.column_value
            from
                (
                    {{
                        ml_monitor.in_slices(
                            monitor if with_segments else {"segments": []},
                            "(" ~ ml_monitor.pending_values(monitor, period, pending, "continuous") ~ ")",
                            ["chunk_index", "column_index", "column_value"],
                        )
                    }}
                ) as all_values
            where all_values.column_value is not null
            union all
        {% endfor %}
    {% endfor %}
    {{ ml_monitor.no_rows(dict(ml_monitor.slice_types(), column_index="whole", column_value="real")) }}
{% endmacro %}


{# Those of the monitors that ask for one of the given summary statistics. #}
{% macro monitors_with_statistics(monitors, names) %}
    {% set found = [] %}
    {% for monitor in monitors if monitor.summary_statistics | select("in", names) | list %} {% do found.append(monitor) %} {% endfor %}
    {% do return(found) %}
{% endmacro %}
