{# The hash of the grain of monitor_metrics. The parts are joined with a character that no name contains by chance. #}
{% macro metric_id() %}
    {%- set parts = [
        "monitor_name",
        "model_version",
        "period",
        "chunk_key",
        "cast(chunk_index as " ~ dbt.type_string() ~ ")",
        "metric_family",
        "metric_name",
        "column_name",
        "drift_type",
        "segment_column",
        "segment_value",
    ] -%}
    {%- set separated = [] -%}
    {%- for part in parts -%} {%- do separated.extend(["'|'", part] if separated else [part]) -%} {%- endfor -%}
    {{ dbt.hash(dbt.concat(separated)) }}
{% endmacro %}
