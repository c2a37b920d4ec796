{#- The realized performance of regressions; that of classifications is in monitor_classification_performance. -#}
with numbers as ({{ ml_monitor.regression_metrics_of_losses("realized_performance", "realized", ref("monitor_realized_losses")) }})

select {{ ml_monitor.number_columns() }}, computed_at
from numbers
