select chunk_key, bin_position, bin_label, lower_edge, upper_edge, share
from monitor_plot_distributions
where monitor_name = $monitor and column_name = $column and chunk_key in (':all', $chunk)
order by chunk_key, bin_position
