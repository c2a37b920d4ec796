select monitor_name, severity, headline, what_changed, suggestion, owner, opened_chunk_date, incident_id
from monitor_incidents
where status = 'open' and is_told_apart and not is_muted
order by severity_rank, opened_chunk_index, monitor_name
