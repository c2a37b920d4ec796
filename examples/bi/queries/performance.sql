select
    chunk_key, chunk_position, chunk_start_date, chunk_end_date, period, metric_name, row_count, labelled_share,
    estimated_value, estimated_lower_boundary, estimated_upper_boundary, estimated_verdict, is_estimated_worse,
    realized_value, realized_lower_threshold, realized_upper_threshold, realized_verdict, is_realized_worse,
    is_realized_inside_band, incident_id
from monitor_plot_performance
where monitor_name = $monitor and is_main_metric and segment_column = ':all'
order by chunk_position
