{{ ml_monitor.regression_metrics_of_losses("realized_performance", "realized", ref("monitor_realized_losses")) }}
