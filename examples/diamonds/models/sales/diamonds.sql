select
    *, {{ ml_monitor.split_into_sets("diamond_id", {"train": 70, "validation": 10, "test": 10, "production": 10}, salt="d1") }} as set_name
from read_parquet('{{ invocation_args_dict.get("project_dir") or "." }}/data/diamonds.parquet')
