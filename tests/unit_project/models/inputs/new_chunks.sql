{#- Only there to be mocked. -#}
select
    cast(null as {{ dbt.type_string() }}) as group_name,
    cast(null as {{ ml_monitor.type_double() }}) as metric_value,
    cast(null as {{ ml_monitor.type_double() }}) as reference_mean,
    cast(null as {{ ml_monitor.type_double() }}) as reference_standard_deviation,
    cast(null as {{ dbt.type_bigint() }}) as reference_chunk_count
where 1 = 0
