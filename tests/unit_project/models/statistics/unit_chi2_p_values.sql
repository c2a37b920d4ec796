with p_values as ({{ ml_monitor.chi2_p_values(ref('chi2_statistics'), keys=['group_name']) }})

select group_name, round(p_value, 12) as p_value
from p_values
