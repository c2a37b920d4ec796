select chunk_key, chunk_position, chunk_start_date, chunk_end_date, bin_position, bin_label, share, reference_share, is_gone, is_new
from monitor_plot_distributions
where monitor_name = $monitor and column_name = $column and chunk_index >= 0
order by chunk_position, bin_position
