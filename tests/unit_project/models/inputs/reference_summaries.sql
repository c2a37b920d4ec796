{#- Only there to be mocked. -#}
select
    cast(null as {{ dbt.type_string() }}) as group_name,
    cast(null as {{ ml_monitor.type_double() }}) as standard_deviation,
    cast(null as {{ ml_monitor.type_double() }}) as kurtosis,
    cast(null as {{ dbt.type_bigint() }}) as reference_count,
    cast(null as {{ dbt.type_bigint() }}) as missing_count,
    cast(null as {{ ml_monitor.type_double() }}) as density,
    cast(null as {{ ml_monitor.type_double() }}) as share,
    cast(null as {{ dbt.type_bigint() }}) as row_count
where 1 = 0
