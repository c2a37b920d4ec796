{#- Only there to be mocked. -#}
select
    cast(null as {{ dbt.type_string() }}) as group_name,
    cast(null as {{ ml_monitor.type_double() }}) as column_value,
    cast(null as {{ ml_monitor.type_double() }}) as estimate,
    cast(null as {{ ml_monitor.type_double() }}) as lower_edge,
    cast(null as {{ ml_monitor.type_double() }}) as width,
    cast(null as {{ dbt.type_bigint() }}) as bin_count
where 1 = 0
