select
    metric_name, chunk_key, chunk_position, chunk_start_date, chunk_end_date, metric_value, usual_value, lower_threshold, upper_threshold,
    verdict, is_worse, times_threshold, incident_id
from monitor_plot_drift
where monitor_name = $monitor and segment_column = ':all' and column_name = $column and metric_family = 'univariate_drift'
order by metric_name, chunk_position
