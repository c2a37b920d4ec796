{#
  The columns of a relation, each with the name of its type, as a list of pairs; from the metadata, no rows are read.
  Differs: Postgres' information schema names no types of the user's, and BigQuery tells of arrays apart from the type.
#}
{% macro column_types(relation) %} {{ return(adapter.dispatch("column_types", "ml_monitor")(relation)) }}{% endmacro %}
{% macro default__column_types(relation) %}
    {% set columns = adapter.get_columns_in_relation(relation) %}
    {% do return(zip(columns | map(attribute="name") | list, columns | map(attribute="dtype") | list) | list) %}
{% endmacro %}
{# A type of the user's is an enum, a composite or the type of an extension, such as citext. #}
{% macro postgres__column_types(relation) %}
    {% set columns = ml_monitor.default__column_types(relation) %}
    {% if "USER-DEFINED" not in columns | map("last") | list %} {% do return(columns) %} {% endif %}
    {% set catalog %}
        select columns.attname, case types.typtype when 'e' then 'enum' when 'c' then 'composite' else types.typname end
        from pg_catalog.pg_attribute as columns
        inner join pg_catalog.pg_class as relations on columns.attrelid = relations.oid
        inner join pg_catalog.pg_namespace as namespaces on relations.relnamespace = namespaces.oid
        inner join pg_catalog.pg_type as types on columns.atttypid = types.oid
        where
            columns.attnum > 0
            and namespaces.nspname = '{{ ml_monitor.escaped(relation.schema) }}'
            and relations.relname = '{{ ml_monitor.escaped(relation.identifier) }}'
    {% endset %}
    {% set types = {} %}
    {% for row in run_query(catalog).rows %} {% do types.update({row[0]: row[1]}) %} {% endfor %}
    {% set told = [] %}
    {% for name, type in columns %} {% do told.append((name, types[name] if type == "USER-DEFINED" else type)) %} {% endfor %}
    {% do return(told) %}
{% endmacro %}
{% macro bigquery__column_types(relation) %}
    {% set columns = adapter.get_columns_in_relation(relation) %}
    {% do return(zip(columns | map(attribute="name") | list, columns | map(attribute="data_type") | list) | list) %}
{% endmacro %}
