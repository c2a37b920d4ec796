select monitor_name, state, since, headline, likely_causes, suggestion, owner
from monitor_status
order by case state when 'broken' then 1 when 'watch' then 2 when 'cannot_judge' then 3 else 4 end, monitor_name
