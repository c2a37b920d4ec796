with rejections as ({{ ml_monitor.benjamini_hochberg(ref('p_values'), ['group_name', 'number'], ['group_name']) }})

select group_name, number, is_rejected
from rejections
