with p_values as ({{ ml_monitor.pearson_p_values(ref('correlations'), keys=['group_name']) }})

select group_name, round(p_value, 12) as p_value
from p_values
