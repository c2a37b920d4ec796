{#
  The entries of `fairness`, complete, each a mapping
    segment, segment_number     the name of an entry of `segments`, and its number
    reference_group             the group that others are compared with; none: the one with the most rows in the reference
    metrics                     names of group_metrics() that are judged
    min_group_rows              groups with fewer rows in a chunk are put together as `:other`
    min_group_positives         a rate of fewer rows than this is not compared
#}
{% macro fairness_entries(raw) %}
    {% set entries = [] %}
    {% set segments = ml_monitor.segments_of_monitor(raw) %}
    {% for setting in raw.get("fairness") or [] %}
        {% set segment = segments | selectattr("name", "equalto", setting.segment) | first %}
        {% do entries.append(
            {
                "segment": segment.name,
                "segment_number": segment.number,
                "reference_group": ml_monitor.class_name(setting.reference_group) if setting.get("reference_group") is not none else none,
                "metrics": setting.get("metrics") or ml_monitor.default_group_metrics(raw),
                "min_group_rows": setting.get("min_group_rows") or 100,
                "min_group_positives": setting.get("min_group_positives") or 30,
            }
        ) %}
    {% endfor %}
    {% do return(entries) %}
{% endmacro %}


{# The metrics by which groups are compared where an entry names none. #}
{% macro default_group_metrics(raw) %}
    {% if raw.problem_type == "regression" %}
        {% do return(["mean_prediction"] if raw.get("y_true") is none else ["mean_error", "mae"]) %}
    {% endif %}
    {% do return(["selection_rate"] if raw.get("y_true") is none else ["selection_rate", "tpr", "fpr", "precision", "accuracy"]) %}
{% endmacro %}


{# The metrics of monitor_metrics that entries of `fairness` ask for, of one family. #}
{% macro compared_metrics(entries, registry, family) %}
    {% set asked = [] %}
    {% for entry in entries %} {% do asked.extend(entry.metrics) %} {% endfor %}
    {% set names = [] %}
    {% for metric in registry if family in metric.families and metric.group_metric in asked %}
        {% do names.append(metric.name) %}
    {% endfor %}
    {% do return(names) %}
{% endmacro %}
