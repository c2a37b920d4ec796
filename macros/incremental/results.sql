{#
  The select list of monitor_versions for one kind of result, over a relation `chunks`: the result's grain and the hash of that grain and of the given
  expressions, which are what the result is computed from.
#}
{% macro results(result_name) %}
    {%- set group = kwargs.get("group", "':none'") -%}
    {%- set metric = kwargs.get("metric", "':none'") -%}
    {%- set parts = [
        ml_monitor.text(result_name),
        "chunks.monitor_name",
        "chunks.period",
        dbt.cast("chunks.chunk_index", dbt.type_string()),
        group,
        metric,
    ] + (varargs | list) -%}
    {%- set separated = [] -%}
    {%- for part in parts -%} {%- do separated.extend(["'|'", part] if not loop.first else [part]) -%} {%- endfor %}
    select
        chunks.monitor_name,
        {{ ml_monitor.text(result_name) }} as result_name,
        chunks.period,
        chunks.chunk_index,
        {{ metric }} as metric_name,
        {{ group }} as column_group,
        {{ dbt.hash(dbt.concat(separated)) }} as result_version
{% endmacro %}


{# What an expression was for the chunk before, in the order of time: the first chunk of the analysis comes after the last one of the reference. #}
{% macro of_chunk_before(expression, chunks="chunks") -%}
    lag({{ expression }}) over (
        partition by {{ chunks }}.monitor_name
        order by case when {{ chunks }}.period = 'reference' then 0 else 1 end, {{ chunks }}.chunk_index
    )
{%- endmacro %}


{# The fingerprint that a statistic of a column depends on: the target's on the labels, any other's on inputs and predictions. #}
{% macro fingerprint_of_group(relation="column_groups") -%}
    case when {{ relation }}.column_group = 'target' then chunks.labels_fingerprint else chunks.inputs_fingerprint end
{%- endmacro %}
