// The page of a monitor.

const STATES = { broken: "✖ broken", watch: "▲ watch", ok: "✔ ok", cannot_judge: "? cannot judge" };

function lead(monitor) {
  const causes = (known(monitor.likely_causes) ?? "").split(", ").filter(Boolean);
  const openOf = (name) => monitor.incidents.find((one) => one.status === "open" && one.kind === "input" && one.column_name === name && one.segment_column === ":all");
  const since = day(monitor.since) ?? monitor.since_chunk_key;
  return el("div", { class: `lead ${monitor.state}` },
    el("p", {}, el("span", { class: `state ${monitor.state}` }, STATES[monitor.state] ?? monitor.state), since ? ` since ${since}. ` : ". ", el("b", {}, monitor.headline)),
    causes.length > 0 && el("p", {}, "Likely causes:"),
    causes.length > 0 && el("ol", { class: "causes" }, causes.map((name) => {
      const incident = openOf(name);
      return el("li", {}, el("a", { href: link(monitor.monitor_name, name) }, name), incident ? ` ${known(incident.what_changed) ?? incident.headline}` : "",
        incident && el("span", { class: "quiet" }, ` since ${day(incident.opened_chunk_date) ?? incident.opened_chunk_key}, ${incident.judged_chunk_count} chunks`));
    })),
    monitor.is_estimate_trusted === false && el("p", {}, "Estimates are not to be trusted: labels contradict them",
      contradicted(monitor), "."),
    known(monitor.suggestion) && el("p", {}, el("b", {}, "What to do: "), monitor.suggestion),
    known(monitor.limitations) && el("p", { class: "quiet" }, monitor.limitations),
    el("p", { class: "quiet" }, [
      known(monitor.owner) && `owner ${monitor.owner}`,
      monitor.model_version !== ":all" && `version ${monitor.model_version}`,
      monitor.last_judged_chunk_key && `judged up to ${monitor.last_judged_chunk_key}`,
      monitor.last_labelled_chunk_key && `labels complete up to ${monitor.last_labelled_chunk_key}`,
    ].filter(Boolean).join(" · ")));
}

function contradicted(monitor) {
  const worst = monitor.incidents.find((one) => one.incident_id === monitor.incident_id);
  return worst?.labelled_chunk_count ? ` in ${worst.contradicted_chunk_count} of ${worst.labelled_chunk_count} chunks` : "";
}

function causes(monitor) {
  const columns = (known(monitor.likely_causes) ?? "").split(", ").map((name) => monitor.columns.find((one) => one.column_name === name && one.distribution)).filter(Boolean);
  if (columns.length === 0) return null;
  const place = latest(monitor, columns[0]);
  return section("Likely causes", el("p", {}, `The latest complete chunk, ${monitor.chunks.chunk[place]}, and the reference.`),
    el("div", { class: "charts" }, columns.map((column) => el("div", {}, el("h3", {}, el("a", { href: link(monitor.monitor_name, column.column_name) }, column.column_name)),
      distributionChart(monitor, column, place, 180)))));
}

const isCell = (metric) => /^true_/.test(metric);

function byMetric(monitor, families) {
  const metrics = new Map();
  for (const family of families) {
    for (const series of monitor.series.filter((one) => one.family === family)) {
      metrics.set(series.metric, [...(metrics.get(series.metric) ?? []), series]);
    }
  }
  return metrics;
}

function performance(monitor, names) {
  const families = ["realized_performance", "estimated_performance"];
  const metrics = byMetric(monitor, families);
  if (metrics.size === 0) return section("Performance", el("p", {}, "The monitor has no performance: it needs labels or estimates."));
  const incidents = monitor.incidents.filter((one) => families.some((family) => family.startsWith(one.kind)) || one.kind === "performance");
  const sorted = [...metrics.values()].sort((a, b) => b[0].is_main - a[0].is_main);
  const draw = (series, height) => seriesChart(monitor, series, names, incidents, height);
  const [first, ...others] = sorted.filter((series) => !isCell(series[0].metric));
  const cells = sorted.filter((series) => isCell(series[0].metric));
  return section("Performance", legend(true), first && draw(first, 250), el("div", { class: "charts" }, others.map((series) => draw(series, 150))),
    cells.length > 0 && folded(`${cells.length} cells of the confusion matrix`, () => el("div", { class: "charts" }, cells.map((series) => draw(series, 120)))));
}

// Metrics of the user's own: each with its estimate, where it has one, and its own incidents.
function business(monitor, names) {
  const families = ["business", "estimated_business"];
  const metrics = byMetric(monitor, families);
  if (metrics.size === 0) return null;
  const incidents = (metric) => monitor.incidents.filter((one) => families.includes(one.kind) && one.column_name === metric);
  return section("Metrics of your own", legend(true), el("div", { class: "charts" }, [...metrics].map(([metric, series]) =>
    seriesChart(monitor, series, names, incidents(metric), 150))));
}

// How the groups of each segment fare: rates or means beside those of the reference group.
function fairness(monitor) {
  if (monitor.fairness.length === 0) return null;
  const compared = (row) => row.is_reference_group ? "reference group" : row.vs_reference_ratio == null ? "not compared" : `${number(row.vs_reference_ratio, 3)} times`;
  const groups = (rows) => table("Groups", ["~group", "metric", "known from", "chunk", "#value", "95 % interval", "#rows", "to the reference group", "verdict"],
    rows.map((row) => [`${row.segment_column} = ${row.segment_value}`, row.metric_name, row.source, row.chunk_key, number(row.metric_value, 3),
      row.lower_boundary == null ? "–" : `${number(row.lower_boundary, 3)} to ${number(row.upper_boundary, 3)}`, number(row.row_count, 9), compared(row),
      row.verdict === ":none" ? "–" : plain(row.verdict)]));
  const alerts = monitor.fairness.filter((row) => row.verdict === "alert");
  return section("Fairness",
    el("p", {}, alerts.length === 0 ? "No group differs from the reference group by more than is allowed." : "Groups that differ from the reference group by more than is allowed, each in its newest chunk."),
    alerts.length > 0 && groups(alerts),
    folded(`all ${monitor.fairness.length} numbers of groups`, () => groups(monitor.fairness)));
}

const HISTORY = { became_weak: "became weak", was_weak: "weak in the reference, too", unclear: "unclear" };

function weakSegments(monitor) {
  if (monitor.weak_segments.length === 0) return null;
  const first = monitor.weak_segments[0];
  const chunks = first.first_chunk_key === first.last_chunk_key ? first.last_chunk_key : `${first.first_chunk_key} to ${first.last_chunk_key}`;
  return section("Where the model is weakest",
    el("p", {}, `Segments whose ${first.loss_source} loss (${plain(first.loss_name)}) is above that of all other rows by more than chance, in ${number(first.searched_row_count, 9)} rows of ${chunks}.`),
    table("Weak segments", ["~segment", "#rows", "#share of rows", "#times the loss of the rest", "95 % interval", "#times in the reference", "history"],
      monitor.weak_segments.map((row) => [row.segment, number(row.row_count, 9), percent(row.support), number(row.lift, 3),
        row.lift_lower == null ? "–" : `${number(row.lift_lower, 3)} to ${number(row.lift_upper, 3)}`, number(row.reference_lift, 3), HISTORY[row.history] ?? plain(row.history)])));
}

function heatmap(monitor, names, heat) {
  const drawn = monitor.columns.filter((column) => column.is_drawn);
  const others = monitor.columns.filter((column) => !column.is_drawn);
  if (drawn.length === 0) return section("Columns", el("p", {}, "The monitor watches no columns."));
  const alerting = others.filter((column) => column.alert_count > 0).length;
  return section("Columns",
    el("p", {}, "Each cell is the worst drift or data quality number of a column in a chunk, as a multiple of its threshold. A diamond is an alert. Choose a column to see it."),
    el("div", { class: "cells" }, chart("Chart: columns by chunks, value by threshold; the table below has the same columns", 20 * drawn.length + 40, () => ({
      template: `heatmap ${axis(monitor)}`,
      data: { columns: drawn.map(({ column_name }) => ({ column_name })), span: [span(monitor)], cells: [] },
      later: { cells: cells(monitor, heat) },
      words: { "@time": timeTitle(monitor) },
      tip: ({ column_name, chunk, times, step }) => ({ column: column_name, chunk, "times its threshold": number(times, 3), verdict: step }),
      onclick: (cell) => { if (cell.column_name) location.hash = `${link(monitor.monitor_name, cell.column_name)}&${new URLSearchParams({ chunk: cell.chunk })}`; },
    }))),
    el("div", { class: "columns" }, table("Columns", COLUMN_HEADS, drawn.map((column) => columnRow(monitor, names, column, true)))),
    others.length > 0 && folded(`${others.length} more ${alerting ? `columns, ${alerting} of them with alerts` : "without alerts"}`, () =>
      table("More columns", COLUMN_HEADS, others.map((column) => columnRow(monitor, names, column, false)))));
}

const COLUMN_HEADS = ["column", "role", "type", "#alerts", "worst number", "#value", "#times its threshold"];

const columnRow = (monitor, names, column, isLinked) => [
  isLinked ? el("a", { href: link(monitor.monitor_name, column.column_name) }, column.column_name) : column.column_name,
  plain(column.column_role), column.feature_type, number(column.alert_count), column.worst_metric ? names[column.worst_metric] ?? plain(column.worst_metric) : "–", number(column.worst_value), number(column.worst_times, 3)];

function ranking(monitor, names) {
  const groups = new Map();
  for (const row of monitor.ranking) {
    const key = JSON.stringify([row.ranking_method, row.metric_family, row.metric_name]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  if (groups.size === 0) return null;
  const words = ([method, family, metric]) => (method === "alert_count" ? "by number of alerts" : `by correlation with ${plain(family).replace(" performance", "")} ${names[metric] ?? plain(metric)}`);
  const holder = el("div", {});
  const show = (key) => {
    const byAlerts = JSON.parse(key)[0] === "alert_count";
    const shown = groups.get(key).slice(0, 30);
    const series = shown.slice(0, 6).map((row) =>
      monitor.series.find((one) => one.column === row.column_name && one.metric === row.drift_method && one.drift_type !== "consecutive")).filter(Boolean);
    holder.replaceChildren(
      table("Ranking", ["#rank", "column", "drift method", "#chunks with alerts", byAlerts ? "#mean times its threshold" : "#correlation", ...(byAlerts ? [] : ["#adjusted p-value"])],
        shown.map((row) => [String(row.rank), el("a", { href: link(monitor.monitor_name, row.column_name) }, row.column_name), names[row.drift_method] ?? plain(row.drift_method),
          number(row.number_of_alerts), number(byAlerts ? row.mean_times_threshold : row.pearsonr_correlation, 3), ...(byAlerts ? [] : [number(row.pearsonr_adjusted_pvalue, 2)])])),
      groups.get(key).length > shown.length ? el("p", { class: "quiet" }, `${groups.get(key).length - shown.length} more are in monitor_feature_ranking.`) : "",
      el("h3", {}, "Drift of the first ones"), legend(false),
      el("div", { class: "charts" }, series.map((one) => seriesChart(monitor, [one], names, ofColumn(monitor, one.column), 130))));
  };
  const choose = el("select", { onchange: (event) => show(event.target.value) }, [...groups.keys()].map((key) => el("option", { value: key }, words(JSON.parse(key)))));
  show([...groups.keys()][0]);
  return section("Which columns to look at first", el("p", { class: "choose" }, el("label", {}, "Ranked ", choose)), holder);
}

const ofColumn = (monitor, name) => monitor.incidents.filter((one) => one.kind === "input" && one.column_name === name);

function incidents(monitor) {
  if (monitor.incidents.length === 0) return section("Incidents", el("p", {}, "None so far."));
  const shown = monitor.incidents.slice(0, 30);
  return section("Incidents",
    chart("Chart: incidents as a time line; the table below has the same ones", 22 * shown.length + 40, () => ({
      template: `timeline ${axis(monitor)}`,
      data: { chunks: [monitor.chunks], analysis: analysis(monitor), incidents: shown.map((one) => ({ ...one, what: `${incidentName(one)} (${one.severity})` })) },
      words: { "@time": timeTitle(monitor) },
      onclick: (one) => { if (one.kind === "input") location.hash = link(monitor.monitor_name, one.column_name); },
    })),
    table("Incidents", ["severity", "about", "~what", "status", "opened", "last alert", "#chunks with alerts"],
      monitor.incidents.map((one) => [badge(one.severity), incidentName(one),
        [one.headline, known(one.what_changed), one.is_muted && `Muted: ${one.muted_by}.`].filter(Boolean).join(" "),
        one.status, day(one.opened_chunk_date) ?? one.opened_chunk_key, day(one.last_alert_chunk_date) ?? one.last_alert_chunk_key, number(one.alert_chunk_count)])));
}

function threshold(row) {
  const side = (name) => row[`threshold_${name}_parameter`];
  const sides = side("lower") != null && side("upper") != null && side("lower") === side("upper") ? `± ${side("lower")}`
    : [side("lower") != null && `- ${side("lower")}`, side("upper") != null && `+ ${side("upper")}`].filter(Boolean).join(", ");
  return {
    standard_deviation: `${row.threshold_offset_from} ${sides} standard deviations of ${row.reference_chunk_count} reference chunks`,
    relative: `${row.threshold_offset_from} ${sides} % of ${row.reference_chunk_count} reference chunks`,
    quantile: `quantiles ${[side("lower"), side("upper")].filter((one) => one != null).join(" and ")} of ${row.reference_chunk_count} reference chunks`,
    constant: "a constant", p_value: `a p-value below ${row.p_value_threshold}`,
  }[row.threshold_type] ?? plain(row.threshold_type);
}

function thresholds(monitor, names) {
  return section("Thresholds and settings",
    folded(`${monitor.thresholds.length} thresholds and how they were computed`, () =>
      table("Thresholds", ["metric", "column", "how", "#usual", "#lower", "#upper", "warning"],
        monitor.thresholds.map((row) => [`${names[row.metric_name] ?? plain(row.metric_name)} (${plain(row.metric_family)})`, row.column_name === ":table" ? "" : row.column_name, threshold(row),
          number(row.reference_offset), number(row.lower_threshold), number(row.upper_threshold), known(row.warning) ?? ""]))),
    folded("Settings as used", () => el("dl", { class: "settings" }, Object.entries(monitor.configuration)
      .filter(([name, value]) => value != null && (!/_version$/.test(name) || name === "model_version"))
      .map(([name, value]) => [el("dt", {}, plain(name)), el("dd", {}, String(value))]))));
}

function showMonitor(monitor, { words: names, heat }) {
  const multivariate = monitor.series.filter((one) => one.family === "multivariate_drift" || one.metric === "rows_out_of_support");
  const others = monitor.series.filter((one) => one.column === ":table" && one.family === "summary_statistics");
  return [
    path(monitor),
    el("h1", { tabindex: "-1" }, monitor.monitor_name),
    lead(monitor),
    performance(monitor, names),
    business(monitor, names),
    causes(monitor),
    weakSegments(monitor),
    fairness(monitor),
    section("Rows and labels", chart("Chart: rows per chunk, with and without a label", 110, () => ({
      template: `rows ${axis(monitor)}`, data: { chunks: [monitor.chunks], analysis: analysis(monitor) }, height: 110,
      words: { "@title": "rows per chunk", "@time": timeTitle(monitor) },
    }), folded("numbers of rows and labels", () => table("Rows and labels", ["chunk", "period", "#rows", "#labeled", "#share"], monitor.chunks.chunk.map((key, place) =>
      [key, monitor.chunks.period[place], number(monitor.chunks.rows[place], 9), number(monitor.chunks.labelled[place], 9),
        percent(monitor.chunks.rows[place] ? monitor.chunks.labelled[place] / monitor.chunks.rows[place] : null)]))))),
    multivariate.length > 0 && section("All columns together", legend(false), el("div", { class: "charts" }, multivariate.map((one) =>
      seriesChart(monitor, [one], names, monitor.incidents.filter((incident) => incident.kind === "multivariate"), 160)))),
    heatmap(monitor, names, heat),
    ranking(monitor, names),
    incidents(monitor),
    others.length > 0 && section("Statistics of all rows", el("div", { class: "charts" }, others.map((one) => seriesChart(monitor, [one], names, [], 130)))),
    thresholds(monitor, names),
  ];
}
