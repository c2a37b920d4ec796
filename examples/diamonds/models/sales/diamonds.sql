{%- set file = (invocation_args_dict.get("project_dir") or ".") ~ "/data/diamonds.parquet" %}
select
    *, {{ ml_monitor.split_into_sets("diamond_id", {"train": 70, "validation": 10, "test": 10, "production": 10}, salt="d1") }} as set_name
{% if target.type == "spark" %} from parquet.`{{ file }}`
{% else %} from read_parquet('{{ file }}')
{% endif %}
