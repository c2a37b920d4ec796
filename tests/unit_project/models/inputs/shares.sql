{#- Only there to be mocked. -#}
select
    cast(null as {{ dbt.type_string() }}) as group_name,
    cast(null as {{ ml_monitor.type_double() }}) as reference_share,
    cast(null as {{ ml_monitor.type_double() }}) as chunk_share
where 1 = 0
