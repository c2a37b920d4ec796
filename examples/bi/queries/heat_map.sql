select column_name, chunk_key, chunk_position, chunk_start_date, chunk_end_date, max(times_threshold) as times_threshold
from monitor_plot_drift
where monitor_name = $monitor
    and segment_column = ':all'
    and metric_family in ('univariate_drift', 'data_quality')
    and drift_type in ('baseline', ':none')
    and verdict <> 'not_judged'
group by column_name, chunk_key, chunk_position, chunk_start_date, chunk_end_date
order by column_name, chunk_position
