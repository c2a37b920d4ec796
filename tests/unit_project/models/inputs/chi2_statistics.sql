{#- Only there to be mocked. -#}
select
    cast(null as {{ dbt.type_string() }}) as group_name,
    cast(null as {{ ml_monitor.type_double() }}) as statistic,
    cast(null as {{ dbt.type_bigint() }}) as degrees_of_freedom
where 1 = 0
