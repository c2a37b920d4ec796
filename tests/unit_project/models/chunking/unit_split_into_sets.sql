select
    row_key,
    {{ ml_monitor.split_into_sets('row_key', {'train': 70, 'validation': 10, 'test': 20}) }} as unsalted_set,
    {{ ml_monitor.split_into_sets('row_key', {'train': 0.5, 'test': 0.5}, salt="it's") }} as salted_set,
    {{ ml_monitor.split_into_sets('row_key', {'none': 0, 'all': 1}) }} as whole_set
from {{ ref('row_keys') }}
