{#- Only there to be mocked. -#}
select cast(null as {{ dbt.type_string() }}) as row_key where 1 = 0
