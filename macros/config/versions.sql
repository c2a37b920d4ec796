{# Hashes of the settings of a monitor: of all of them, and of those that each kind of result is computed with. #}
{% macro versions_of_monitor(monitor) %}
    {% set raw = monitor.raw %}
    {% set classifier_options = {"max_rows": monitor.classifier_max_rows, "folds": monitor.classifier_folds} %}
    {% set classification = [
        (raw.get("metrics") or monitor.metrics) | sort,
        raw.get("normalize_confusion_matrix"),
        raw.get("business_value_matrix"),
        raw.get("normalize_business_value"),
    ] %}
    {% do return(
        {
            "config": local_md5(ml_monitor.canonical_text(raw)),
            "bins": local_md5(ml_monitor.canonical_text([raw.get("ecdf") or {}, monitor.needs_ecdf])),
            "reconstruction": local_md5(ml_monitor.canonical_text(raw.get("reconstruction_error", true))),
            "domain_classifier": local_md5(ml_monitor.canonical_text(classifier_options)),
            "loss_models": local_md5(ml_monitor.canonical_text(raw.get("max_fit_rows"))),
            "classification": local_md5(ml_monitor.canonical_text(classification)),
            "fairness": local_md5(ml_monitor.canonical_text(monitor.fairness_entries | map(attribute="segment") | sort)),
            "custom_metrics": local_md5(ml_monitor.version_of_custom_metrics(monitor)),
        }
    ) %}
{% endmacro %}


{# What the kept numbers of custom metrics depend on, as a text: the values of a row, whether they are summed by random groups, and the estimates; not how they are judged. #}
{% macro version_of_custom_metrics(monitor) %}
    {% set parts = ["groups" if monitor.custom.has_groups else "no groups"] %}
    {% for value in monitor.custom.row_values %}
        {% do parts.append((value.tokens | map(attribute="text") | join(" ")) ~ (" of labels" if value.needs_labels else "")) %}
    {% endfor %}
    {% for metric in monitor.custom.estimates %}
        {% do parts.append([metric.name, metric.estimate.positive, metric.estimate.negative] | join(" ")) %}
    {% endfor %}
    {% do return(parts | join("; ")) %}
{% endmacro %}


{# The hash of the columns that a monitor reads: a part of the fingerprint of its rows. #}
{% macro columns_version(monitor) %}
    {% set raw = monitor.raw %}
    {% do return(
        local_md5(
            ml_monitor.canonical_text(
                [
                    ml_monitor.statistics_version(),
                    raw.row_id,
                    raw.get("timestamp"),
                    raw.get("y_true"),
                    raw.get("y_pred"),
                    raw.get("y_pred_proba"),
                    raw.get("classes"),
                    monitor.continuous_columns,
                    monitor.categorical_columns,
                ]
                + ([raw.segments, monitor.max_segment_values] if monitor.segments else [])
                + ([ml_monitor.version_of_custom_metrics(monitor)] if monitor.custom.metrics else [])
            )
        )
    ) %}
{% endmacro %}


{#
  The hash of all that decides what is read of rows, and more: a monitor with `lookback` reads all of them again when any setting changes, or the type of a column.
  Others always read all.
#}
{% macro read_version(monitor, families, columns_version) %}
    {% if monitor.lookback is none %} {% do return(":none") %} {% endif %}
    {% do return(local_md5(columns_version ~ ml_monitor.canonical_text([monitor.raw, families]))) %}
{% endmacro %}


{# A setting as one text, the same for the same settings in whatever order their keys stand; also for values that JSON has no word for. #}
{% macro canonical_text(value) %}
    {% set parts = [] %}
    {% if value is mapping %}
        {% for key in value.keys() | sort %}
            {% set part = value[key] %}
            {# A call takes dbt its time, so only what holds other values gets one. #}
            {% do parts.append(key ~ ": " ~ (ml_monitor.canonical_text(part) if part is iterable and part is not string else part)) %}
        {% endfor %}
        {% do return("{" ~ parts | join(", ") ~ "}") %}
    {% elif value is sequence and value is not string %}
        {% for part in value %}
            {% do parts.append(ml_monitor.canonical_text(part) if part is iterable and part is not string else part | string) %}
        {% endfor %}
        {% do return("[" ~ parts | join(", ") ~ "]") %}
    {% endif %}
    {% do return(value | string) %}
{% endmacro %}
