{#- Only there to be mocked. -#}
select
    cast(null as {{ dbt.type_string() }}) as group_name,
    cast(null as {{ ml_monitor.type_double() }}) as pearsonr_correlation,
    cast(null as {{ dbt.type_bigint() }}) as pair_count
where 1 = 0
