{#
  The strategy `current_versions` for Spark, where files are written and not rows: a materialization, since dbt-spark takes no strategy of a package's.
  A partition that holds a stale row or gets a new one is written anew, of its current rows and the new ones; one with stale rows only is dropped.
  No other is touched. The new rows are computed into a table of their own first, so a run that fails there leaves everything as it was; a run that is cut
  off later leaves stale rows or none, and the next run finds and replaces them. `dbt build --empty` changes no partition.
#}
{% materialization current_versions, adapter="spark", supported_languages=["sql", "python"] %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {%- set new_rows = this.incorporate(path={"identifier": this.identifier ~ "__new_rows"}, type="table") -%}
    {%- set existing_relation = load_relation(this) -%}
    {%- set is_first = existing_relation is none or existing_relation.is_view or should_full_refresh() -%}
    {{ run_hooks(pre_hooks) }}

    {%- if is_first and existing_relation is not none %} {% do adapter.drop_relation(existing_relation) %} {% endif -%}
    {%- if is_first and model.language == "sql" -%}
        {%- call statement("main") -%} {{ create_table_as(False, target_relation, compiled_code) }} {%- endcall -%}
    {%- else -%}
        {%- call statement() -%} drop table if exists {{ new_rows }}
        {%- endcall -%}
        {%- call statement("main", language=model.language) -%}
            {%- if model.language == "python" -%} {{ py_write_table(compiled_code, new_rows) }}
            {%- else -%} create table {{ new_rows }} {{ file_format_clause() }} as {{ compiled_code }}
            {%- endif -%}
        {%- endcall -%}
        {%- if is_first -%}
            {%- call statement() -%} {{ create_table_as(False, target_relation, "select * from " ~ new_rows) }} {%- endcall -%}
        {%- elif not flags.EMPTY -%} {{ ml_monitor.replace_partitions(target_relation, new_rows, config.get("partition_by")) }}
        {%- endif -%}
        {%- call statement() -%} drop table if exists {{ new_rows }}
        {%- endcall -%}
    {%- endif -%}

    {% do apply_grants(target_relation, config.get("grants"), should_revoke(existing_relation, full_refresh_mode=is_first)) %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}


{# Brings the partitions of a kept table up to date with `new_rows`, a table of the same columns. #}
{% macro replace_partitions(target_relation, new_rows, partition_by) %}
    {%- set new_columns = adapter.get_columns_in_relation(new_rows) -%}
    {%- do ml_monitor.add_columns(target_relation, new_columns) -%}
    {%- set given = new_columns | map(attribute="name") | list -%}
    {%- set columns = adapter.get_columns_in_relation(target_relation) | map(attribute="name") | reject("in", partition_by) | list + partition_by -%}
    {%- set is_stale -%}
        not exists (select 1 from {{ ref("monitor_versions") }} as versions where versions.result_version = kept.result_version)
    {%- endset -%}
    {%- call statement() -%} set spark.sql.sources.partitionOverwriteMode = dynamic {%- endcall -%}
    {%- call statement() -%}
        insert overwrite table {{ target_relation }} partition ({{ partition_by | join(", ") }})
        with touched as (
            select {{ partition_by | join(", ") }} from {{ new_rows }}
            union
            select {{ partition_by | join(", ") }} from {{ target_relation }} as kept where {{ is_stale }}
        )
        select {% for column in columns %}{{ ", " if not loop.first }}{{ column if column in given else "null" }}{% endfor %} from {{ new_rows }}
        union all
        select kept.{{ columns | join(", kept.") }}
        from {{ target_relation }} as kept
        left semi join
            touched
            on {% for column in partition_by %}{{ "and " if not loop.first }}kept.{{ column }} <=> touched.{{ column }} {% endfor %}
        where not {{ is_stale }}
    {%- endcall -%}

    {%- set gone = run_query(
        "select distinct " ~ partition_by | join(", ") ~ " from " ~ target_relation ~ " as kept where " ~ is_stale
    ) -%}
    {%- if gone.rows -%}
        {%- call statement() -%}
            alter table {{ target_relation }} drop if exists
            {%- for row in gone.rows %}
                {{ "," if not loop.first }}
                partition (
                {%- for column in partition_by -%}
                    {{ column }} = {{ ml_monitor.partition_value(row[column]) }}{{ ", " if not loop.last }}
                {%- endfor -%}
                )
            {%- endfor -%}
        {%- endcall -%}
    {%- endif -%}
{% endmacro %}


{# Adds to a kept table what it lacks of these columns: the row tables get wider with their widest monitor. #}
{% macro add_columns(target_relation, columns) %}
    {% set names = adapter.get_columns_in_relation(target_relation) | map(attribute="name") | list %}
    {% set missing = columns | rejectattr("name", "in", names) | list %}
    {% if missing %}
        {% call statement() %}
            alter table {{ target_relation }}
            add columns ({% for column in missing %}{{ ", " if not loop.first }}{{ column.name }} {{ column.dtype }}{% endfor %})
        {% endcall %}
    {% endif %}
{% endmacro %}


{# A value of a partition column as a literal, which Spark does not let be a cast there. #}
{% macro partition_value(value) -%}
    {%- if value is none -%} null
    {%- elif value is number -%} {{ value | int }}
    {%- else -%} '{{ ml_monitor.escaped(value) }}'
    {%- endif -%}
{%- endmacro %}
