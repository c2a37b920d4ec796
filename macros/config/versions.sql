{#
  Hashes of the settings of a monitor: `config` of all of them, and by each of effects_of_settings() of those that affect it. What a result is computed from
  (inputs_of_results) holds some of these hashes.
#}
{% macro versions_of_monitor(monitor) %}
    {% set versions = {"config": local_md5(ml_monitor.canonical_text(monitor.raw))} %}
    {% set values = ml_monitor.values_that_count(monitor) %}
    {% for effect, names in ml_monitor.settings_by_effect().items() %}
        {% do versions.update({effect: ml_monitor.version_of_settings(values, names)}) %}
    {% endfor %}
    {% do return(versions) %}
{% endmacro %}


{# The hash of some settings of a monitor. `values`: values_that_count(). #}
{% macro version_of_settings(values, names) %}
    {% set hashed = {} %}
    {% for name in names %} {% do hashed.update({name: values.get(name)}) %} {% endfor %}
    {% do return(local_md5(ml_monitor.canonical_text(hashed))) %}
{% endmacro %}


{# The settings of a monitor as they count for hashes: as the user wrote them, or less or more than that, such as without an order or with defaults. #}
{% macro values_that_count(monitor) %}
    {% set raw = monitor.raw %}
    {% do return(
        dict(
            raw,
            continuous_columns=monitor.continuous_columns,
            categorical_columns=monitor.categorical_columns,
            segments=raw.segments if monitor.segments else none,
            max_segment_values=monitor.max_segment_values if monitor.segments else none,
            fairness=monitor.fairness_entries | map(attribute="segment") | sort,
            custom_metrics=ml_monitor.version_of_custom_metrics(monitor),
            metrics=(raw.get("metrics") or monitor.metrics) | sort,
            reconstruction_error=raw.get("reconstruction_error", true),
            domain_classifier={"max_rows": monitor.classifier_max_rows, "folds": monitor.classifier_folds},
            ecdf=[raw.get("ecdf") or {}, monitor.needs_ecdf],
        )
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


{# The hash of what a monitor reads of its rows, and of the way the package computes: a part of the fingerprint of the rows. `names`: the settings that affect rows. #}
{% macro columns_version(monitor, names) %}
    {% set version = ml_monitor.version_of_settings(ml_monitor.values_that_count(monitor), names) %}
    {% do return(local_md5(ml_monitor.statistics_version() ~ version)) %}
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
