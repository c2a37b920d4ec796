{#- Only there to be mocked. -#}
select
    cast(null as {{ dbt.type_bigint() }}) as row_count,
    cast(null as {{ dbt.type_bigint() }}) as row_position,
    cast(null as {{ dbt.type_bigint() }}) as chunk_size
where 1 = 0
