{#
  The rows of monitor_versions for one result of result_registry(): its grain, and the hash of that grain and of all the result is computed from. The relations that the
  registry names are common table expressions of the model. `inputs`: inputs_of_results().
#}
{% macro versions_of_result(result, inputs) %}
    {%- set of_part = {"group": "parts.column_group", "metric": "parts.metric_name"} if result.get("per") else {"group": "':none'", "metric": "':none'"} -%}
    {%- set grain = [ml_monitor.text(result.name), "chunks.monitor_name", "chunks.period", dbt.cast("chunks.chunk_index", dbt.type_string()), of_part.group, of_part.metric] -%}
    {%- set hashed = [] -%}
    {%- for part in grain -%} {%- do hashed.extend(["'|'", part] if not loop.first else [part]) -%} {%- endfor -%}
    {%- for name in result.reads -%} {%- do hashed.extend(["'|'", inputs[name]]) -%} {%- endfor -%}
    {%- set conditions = {"numbered": ["chunks.chunk_index >= 0"], "counted": ["(chunks.chunk_index >= 0 or chunks.period = 'reference')"], "all": []}[
        "all" if result.of == "reference" else result.get("chunks", "numbered")
    ] -%}
    {%- for column in result.get("only", []) -%} {%- do conditions.append("chunks." ~ column) -%} {%- endfor %}
    select
        {{ ml_monitor.chunk_columns("chunks") }},
        {{ ml_monitor.text(result.name) }} as result_name,
        {{ of_part.metric }} as metric_name,
        {{ of_part.group }} as column_group,
        {{ dbt.hash(dbt.concat(hashed)) }} as result_version
    from {{ {"chunk": "chunks", "two_chunks": "consecutive_chunks", "reference": "reference_sets"}[result.of] }} as chunks
    {% if result.get("per") -%} inner join {{ result.per }} as parts on chunks.monitor_name = parts.monitor_name {%- endif %}
    {% if conditions -%} where {{ conditions | join(" and ") }} {%- endif %}
{% endmacro %}


{# What an expression was for the chunk before, in the order of time: the first chunk of the analysis comes after the last one of the reference. #}
{% macro of_chunk_before(expression, chunks="chunks") -%}
    lag({{ expression }}) over (
        partition by {{ chunks }}.monitor_name
        order by case when {{ chunks }}.period = 'reference' then 0 else 1 end, {{ chunks }}.chunk_index
    )
{%- endmacro %}
