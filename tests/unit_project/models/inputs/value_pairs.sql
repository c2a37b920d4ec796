{#- Only there to be mocked. -#}
select
    cast(null as {{ dbt.type_string() }}) as group_name,
    cast(null as {{ ml_monitor.type_double() }}) as one,
    cast(null as {{ ml_monitor.type_double() }}) as other
where 1 = 0
