{#- Estimated and realized performance of classifications; the counterpart of monitor_estimated_regression_performance and monitor_realized_regression_performance. -#}
select *
from ({{ ml_monitor.classification_metrics("realized_performance", "realized", ref("monitor_realized_classification")) }}) as realized
union all
select *
from ({{ ml_monitor.classification_metrics("estimated_performance", "cbpe", ref("monitor_estimated_classification")) }}) as estimated
