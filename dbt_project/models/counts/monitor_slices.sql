{#- Every slice, a chunk's rows of one segment or of all, with its numbers of rows. A segment that no row of a chunk lies in makes no slice. -#}
select {{ ml_monitor.chunk_columns() }}, cast(0 as {{ dbt.type_bigint() }}) as segment_index, row_count, labelled_row_count
from {{ ref("monitor_chunks") }}
union all
select {{ ml_monitor.slice_columns() }}, row_count, labelled_row_count
from {{ ref("monitor_segment_counts") }}
