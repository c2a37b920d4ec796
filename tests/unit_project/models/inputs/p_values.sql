{#- Only there to be mocked. -#}
select
    cast(null as {{ dbt.type_string() }}) as group_name,
    cast(null as {{ dbt.type_int() }}) as number,
    cast(null as {{ ml_monitor.type_double() }}) as p_value,
    cast(null as {{ ml_monitor.type_double() }}) as false_discovery_rate
where 1 = 0
