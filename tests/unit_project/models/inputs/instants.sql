{#- Only there to be mocked. -#}
select cast(null as {{ dbt.type_string() }}) as period_name, cast(null as {{ dbt.type_timestamp() }}) as instant where 1 = 0
