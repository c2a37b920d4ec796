{#- Only there to be mocked. -#}
select
    cast(null as {{ dbt.type_string() }}) as group_name,
    cast(null as {{ ml_monitor.type_double() }}) as reference_cdf,
    cast(null as {{ ml_monitor.type_double() }}) as chunk_cdf,
    cast(null as {{ ml_monitor.type_double() }}) as width
where 1 = 0
