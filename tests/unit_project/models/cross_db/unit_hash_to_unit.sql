select row_key, round({{ ml_monitor.hash_to_unit('row_key') }}, 12) as hashed_key from {{ ref('row_keys') }}
