select count(*) as row_count, count(distinct number) as distinct_count, min(number) as lowest, max(number) as highest
from ({{ ml_monitor.numbers(3) }}) as all_numbers
