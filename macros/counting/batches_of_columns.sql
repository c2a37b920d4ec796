{#
  The columns of one feature type of a monitor in lists, each counted by one aggregate over one read of the rows. Columns of one list read the same versions of chunks: the target, whose
  labels come later, is alone.

  With few columns each has a list of its own: an aggregate then holds the groups of one column, and reads it alone. But planning takes an engine the longer the more reads a statement
  has, and in DuckDB the hash table of each join with the pending chunks takes four megabytes. So all monitors together have about 16 lists, in each of both periods.
#}
{% macro batches_of_columns(monitor, feature_type) %}
    {% set counts = [] %}
    {% for other in ml_monitor.monitors() %} {% do counts.append(other[feature_type ~ "_columns"] | length) %} {% endfor %}
    {% set at_once = [1, (counts | sum / 16) | round(0, "ceil") | int] | max %}
    {% set columns = ml_monitor.columns_of_monitor(monitor) | selectattr("feature_type", "equalto", feature_type) | list %}
    {% set targets = columns | selectattr("role", "equalto", "target") | list %}
    {% do return((columns | rejectattr("role", "equalto", "target") | batch(at_once) | list) + ([targets] if targets else [])) %}
{% endmacro %}
