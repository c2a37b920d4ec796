// The data of charts, cut out of the content as in ml_monitor.report.datasets.

const SLOTS = 6;
const SEVERITIES = ["critical", "high", "medium", "low"];
const REASONS = {
  period_not_over: "its period is not over",
  too_few_rows: "it has too few rows",
  labels_incomplete: "its labels are not complete",
  no_threshold: "there is no threshold",
  no_value: "there is no value",
};

function withChunks(monitor, series) {
  const hasRange = series.lower != null || series.upper != null;
  return {
    ...monitor.chunks,
    ...series,
    series: { realized_performance: "realized", estimated_performance: "estimated" }[series.family] ?? "value",
    floor: hasRange ? series.lower ?? series.lower_limit : null,
    ceiling: hasRange ? series.upper ?? series.upper_limit : null,
  };
}

const incidentName = (incident) =>
  (incident.kind === "input" ? incident.column_name : plain(incident.kind)) +
  (incident.segment_column === ":all" ? "" : ` (${incident.segment_column} = ${incident.segment_value})`);

const kindOfBin = (column) => column.distribution.bins.type.map((type, place) => ({ unseen: SLOTS + 1, missing: SLOTS + 2 })[type] ?? Math.min(place, SLOTS));
