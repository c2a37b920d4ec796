{#- Only there to be mocked. -#}
select
    cast(null as {{ dbt.type_string() }}) as group_name,
    cast(null as {{ dbt.type_bigint() }}) as value_count,
    cast(null as {{ ml_monitor.type_double() }}) as lowest,
    cast(null as {{ ml_monitor.type_double() }}) as highest,
    cast(null as {{ ml_monitor.type_double() }}) as standard_deviation,
    cast(null as {{ ml_monitor.type_double() }}) as skewness
where 1 = 0
