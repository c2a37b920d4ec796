{#-
  The one scan of the rows for all univariate statistics of continuous columns: how many values of a chunk stand at which position.
  A position is the value itself where the reference is small (position_type 'values'), else the index of one of many narrow bins, else
  0: without Kolmogorov-Smirnov or Wasserstein only the Doane bin counts. Only positions that occur make a row, so the table grows with the data and not with chunks times bins.
-#}
{% for period in ["reference", "analysis"] %}
    select
        coded.monitor_name,
        {{ ml_monitor.text(period) }} as period,
        coded.chunk_index,
        coded.column_name,
        coded.bin_index,
        coded.position,
        count(*) as row_count,
        sum(coded.distance_outside) as distance_outside
    from ({{ ml_monitor.coded_values(period) }}) as coded
    group by coded.monitor_name, coded.chunk_index, coded.column_name, coded.bin_index, coded.position {{ 'union all' if not loop.last }}
{% endfor %}
