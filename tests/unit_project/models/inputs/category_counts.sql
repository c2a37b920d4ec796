{#- Only there to be mocked. -#}
select
    cast(null as {{ dbt.type_string() }}) as group_name,
    cast(null as {{ dbt.type_bigint() }}) as reference_count,
    cast(null as {{ dbt.type_bigint() }}) as chunk_count,
    cast(null as {{ dbt.type_bigint() }}) as reference_total,
    cast(null as {{ dbt.type_bigint() }}) as chunk_total,
    cast(null as {{ dbt.type_bigint() }}) as category_count
where 1 = 0
