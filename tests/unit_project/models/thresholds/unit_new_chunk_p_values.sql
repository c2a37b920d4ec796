with p_values as ({{ ml_monitor.new_chunk_p_values(ref('new_chunks'), ['group_name']) }})

select group_name, round(p_value, 12) as p_value
from p_values
