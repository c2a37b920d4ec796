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

const KINDS = { realized_performance: "realized", estimated_performance: "estimated", business: "realized", estimated_business: "estimated" };
const kindOf = (series) => KINDS[series.family] ?? "value";

const chunkRow = ({ chunks }, place) => ({ n: chunks.n[place], n_end: chunks.n[place] + 1, chunk: chunks.chunk[place], start: chunks.start[place], end: chunks.end[place], rows: chunks.rows[place] });

function seriesData(monitor, chosen, incidents) {
  // The numbers are of all rows, and so are the incidents that are shaded.
  const ofAll = incidents.filter((one) => one.segment_column === ":all");
  return { series: chosen.flatMap((series) => points(monitor, series)), ranges: ranges(monitor, chosen), incidents: ofAll, analysis: analysis(monitor) };
}

function points(monitor, series) {
  const reasons = new Map(Object.entries(series.not_judged).flatMap(([reason, numbers]) => numbers.map((n) => [n, reason])));
  const mark = (n) => (series.alerts.includes(n) ? "alert" : series.better.includes(n) ? "better than usual" : reasons.has(n) ? "not judged" : "ok");
  return monitor.chunks.n.map((n, place) => ({
    ...chunkRow(monitor, place),
    series: kindOf(series), value: series.value[place] ?? null, low: series.low[place] ?? null, high: series.high[place] ?? null, mark: mark(n),
    are_labels_missing: kindOf(series) === "realized" && ["labels_incomplete", "no_value"].includes(reasons.get(n)),
  }));
}

const span = ({ chunks }) => ({ start: chunks.start[0], end: chunks.end.at(-1), n: chunks.n[0], n_end: chunks.n.at(-1) + 1 });

// Each once: that of an estimate is mostly that of what it estimates.
function ranges(monitor, chosen) {
  const found = new Map(chosen.map((series) => range(monitor, series)).map((one) => [JSON.stringify(one), one]));
  return [...found.values()];
}

function range(monitor, series) {
  const hasRange = series.lower != null || series.upper != null;
  return {
    ...span(monitor), lower: series.lower, upper: series.upper,
    floor: hasRange ? series.lower ?? series.lower_limit : null, ceiling: hasRange ? series.upper ?? series.upper_limit : null,
  };
}

function analysis({ chunks }) {
  const place = chunks.n.indexOf(0);
  return place < 0 ? [] : [{ n: 0, start: chunks.start[place] }];
}

function cells(monitor, { ends, names }) {
  return monitor.columns.filter((column) => column.is_drawn).flatMap(({ column_name, times, not_judged }) => times.map((number, place) => {
    const row = chunkRow(monitor, place);
    const isJudged = !not_judged.includes(row.n);
    if (number == null && isJudged) return null;
    const step = isJudged ? ends.findIndex((end) => number <= end) : names.length - 1;
    return {
      ...row, column_name, times: number, step: names[step < 0 ? ends.length : step], is_judged: isJudged, is_alert: isJudged && number >= 1,
      middle: monitor.by_time ? (row.start + row.end) / 2 : row.n + 0.5,
    };
  }).filter(Boolean));
}

const incidentName = (incident) =>
  (["input", "business"].includes(incident.kind) ? incident.column_name
    : incident.kind === "estimated_business" ? `estimated ${incident.column_name}` : plain(incident.kind)) +
  (incident.segment_column === ":all" ? "" : ` (${incident.segment_column} = ${incident.segment_value})`);

const kindOfBin = (column) => column.distribution.bins.type.map((type, place) => ({ unseen: SLOTS + 1, missing: SLOTS + 2 })[type] ?? Math.min(place, SLOTS));
