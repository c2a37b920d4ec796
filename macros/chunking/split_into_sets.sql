{#
  Splits rows into named sets by a hash of their key: an expression that gives the name of the set of each row.
  The same key always falls into the same set, on every engine, in whatever order rows come; random() promises none of that.

  Arguments
    row_key  a SQL expression, unique per row
    shares   a mapping of set names to shares, in any unit: {'train': 70, 'validation': 10, 'test': 10, 'production': 10}
    salt     a text; another one gives another split of the same rows
  Example
    select *, {{ ml_monitor.split_into_sets('diamond_id', {'train': 0.7, 'test': 0.3}) }} as set_name from {{ ref('diamonds') }}
#}
{% macro split_into_sets(row_key, shares, salt="") %}
    {%- set ns = namespace(total=0, below=0) -%}
    {%- for share in shares.values() -%}
        {%- if not ml_monitor.is_real(share) or share < 0 -%}
            {%- do exceptions.raise_compiler_error(
                "ml_monitor.split_into_sets, argument 'shares': found " ~ share ~ "; allowed: numbers, 0 or more"
            ) -%}
        {%- endif -%}
        {%- set ns.total = ns.total + share -%}
    {%- endfor -%}
    {%- if ns.total <= 0 -%}
        {%- do exceptions.raise_compiler_error(
            "ml_monitor.split_into_sets, argument 'shares': found " ~ shares ~ "; allowed: at least one share above 0"
        ) -%}
    {%- endif -%}
    {%- set key = dbt.concat([dbt.cast(row_key, dbt.type_string()), ml_monitor.text(salt)]) -%}
    case
        {% for name, share in (shares.items() | list)[:-1] -%}
            {%- set ns.below = ns.below + share -%}
            when {{ ml_monitor.hash_to_unit(key) }} < {{ ml_monitor.real(ns.below / ns.total) }}
            then {{ ml_monitor.text(name) }}
        {% endfor -%}
        else {{ ml_monitor.text(shares.keys() | last) }}
    end
{% endmacro %}
