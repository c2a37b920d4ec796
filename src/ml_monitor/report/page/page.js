// The pages of monitors and columns. Texts from data become text nodes only; charts are drawn when they come into view.
(() => {
  "use strict";
  const SLOTS = 6;
  const SEVERITIES = ["critical", "high", "medium", "low"];
  const REASONS = {
    period_not_over: "its period is not over",
    too_few_rows: "it has too few rows",
    labels_incomplete: "its labels are not complete",
    no_threshold: "there is no threshold",
    no_value: "there is no value",
  };

  // --- what the file holds --------------------------------------------------------------------------------------------------------------------
  async function unpack(element) {
    const bytes = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }

  function once(make) {
    let made;
    return () => (made ??= make());
  }

  const parts = once(async () => JSON.parse(await unpack(document.getElementById("parts"))));
  const vega = once(async () => {
    const script = document.createElement("script");
    script.textContent = await unpack(document.getElementById("vega"));
    document.head.append(script);
    return window.vegaEmbed;
  });
  const monitors = new Map(
    [...document.querySelectorAll("script.monitor")].map((element) => [element.dataset.name, once(async () => JSON.parse(await unpack(element)))]),
  );

  // --- small helpers --------------------------------------------------------------------------------------------------------------------------
  function el(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
    return element;
  }

  const known = (text) => (text == null || text === ":none" ? null : text);
  const day = (time) => (time ? String(time).slice(0, 10) : null);
  const number = (value, digits = 4) => (value == null ? "–" : Number(value.toPrecision(digits)).toLocaleString("en-US", { maximumSignificantDigits: digits }));
  const percent = (value) => (value == null ? "–" : `${(100 * value).toLocaleString("en-US", { maximumSignificantDigits: 3 })} %`);
  const link = (monitor, column) => `#${new URLSearchParams({ monitor, ...(column == null ? {} : { column }) })}`;
  const badge = (severity) => el("span", { class: `badge ${SEVERITIES.includes(severity) ? severity : "low"}` }, severity);
  const plain = (name) => String(name).replaceAll("_", " ");

  // A head that begins with # has numbers below it, one with ~ a text.
  function table(label, heads, rows) {
    const kind = (head) => ({ "#": "number", "~": "text" })[head[0]];
    const text = heads.findIndex((head) => kind(head) === "text");
    return el("div", { class: `scroll ${text >= 0 ? "stack" : ""}`, tabindex: "0", role: "region", "aria-label": label },
      el("table", {},
        el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col", class: kind(head) }, head.replace(/^[#~]/, ""))))),
        el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, place) => el("td", { class: kind(heads[place]), "data-label": text >= 0 && place > text && heads[place].replace(/^[#~]/, "") }, cell ?? "")))))));
  }

  // A long table is made when it is opened.
  function folded(summary, make) {
    const details = el("details", {}, el("summary", {}, summary));
    details.addEventListener("toggle", () => details.open && details.children.length === 1 && details.append(make()));
    return details;
  }

  // --- charts ---------------------------------------------------------------------------------------------------------------------------------
  const waiting = new Map();
  const alive = new Set();
  const tip = document.getElementById("tip");
  const observer = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => soon(entry.target)),
    { rootMargin: "300px" },
  );
  const urgent = [];
  let isDrawing = false;

  // One chart at a time, so that the page can be scrolled meanwhile: first what is in view, then the others, so that all are there for printing.
  function soon(holder) {
    observer.unobserve(holder);
    urgent.push(holder);
    startDrawing();
  }

  async function startDrawing() {
    if (isDrawing) return;
    isDrawing = true;
    while (waiting.size > 0) {
      await new Promise((resume) => (window.requestIdleCallback ?? setTimeout)(resume, window.requestIdleCallback ? { timeout: 80 } : 0));
      const holder = urgent.shift() ?? waiting.keys().next().value;
      const make = waiting.get(holder);
      waiting.delete(holder);
      if (make) await draw(holder, make());
    }
    isDrawing = false;
  }

  // `words` replaces tokens such as @title; a value never becomes an expression.
  const filled = (value, words) =>
    Array.isArray(value) ? value.map((inner) => filled(inner, words))
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, words)]))
    : typeof value === "string" && Object.hasOwn(words, value) ? words[value] : value;

  async function draw(holder, { template, data, words = {}, signals = {}, height, onclick, tip: wordsOf = (value) => value }) {
    const [{ templates }, embed] = await Promise.all([parts(), vega()]);
    const spec = filled(templates[template], words);
    for (const source of spec.data) if (Object.hasOwn(data, source.name)) source.values = data[source.name];
    for (const signal of spec.signals ?? []) if (Object.hasOwn(signals, signal.name)) signal.value = signals[signal.name];
    if (height && typeof spec.height === "number") spec.height = height;
    const options = { mode: "vega", renderer: "svg", ast: true, actions: false, hover: false, defaultStyle: false, logLevel: 1, tooltip: (_, event, item, value) => showTip(event, value == null || value === "" ? null : wordsOf(value)) };
    const result = await embed(holder, spec, options);
    if (!holder.isConnected) { result.finalize(); return; }
    if (onclick) result.view.addEventListener("click", (_, item) => item?.datum && onclick(item.datum));
    holder.querySelector("svg")?.setAttribute("aria-hidden", "true");
    holder.dataset.drawn = "";
    alive.add(result);
  }

  function showTip(event, value) {
    tip.hidden = value == null || value === "";
    if (tip.hidden) return;
    const pairs = typeof value === "object" ? Object.entries(value) : [["", value]];
    tip.replaceChildren(el("dl", {}, pairs.filter(([, text]) => text !== "").map(([name, text]) => [el("dt", {}, name), el("dd", {}, String(text))])));
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - width - 8))}px`;
    tip.style.top = `${event.clientY + 18 + height > innerHeight ? event.clientY - height - 12 : event.clientY + 18}px`;
  }

  function chart(label, height, make, ...below) {
    const holder = el("div", { class: "drawn", style: `min-height: ${height + 60}px` });
    waiting.set(holder, make);
    observer.observe(holder);
    startDrawing();
    return el("figure", { role: "group", "aria-label": label }, holder, below);
  }

  // --- the data of charts: as ml_monitor.report.datasets ----------------------------------------------------------------------------------------
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

  // --- parts that several pages have --------------------------------------------------------------------------------------------------------------
  const axis = (monitor) => (monitor.by_time ? "time" : "number");
  const timeTitle = (monitor) => (monitor.by_time ? `start of the ${monitor.configuration.chunk_period ?? "chunk"}` : "chunk, from 0 where the analysis begins");

  function title(series, names) {
    return (names[series.metric] ?? plain(series.metric)) +
      (series.column === ":table" ? "" : ` of ${series.column}`) + (series.drift_type === "consecutive" ? ", against the chunk before" : "");
  }

  function usual(series) {
    if (series.p_value_threshold != null) return `p-value of at least ${number(series.p_value_threshold)}`;
    if (series.lower != null && series.upper != null) return `${number(series.lower)} to ${number(series.upper)}`;
    if (series.upper != null) return `at most ${number(series.upper)}`;
    return series.lower != null ? `at least ${number(series.lower)}` : "not known";
  }

  function verdict(series, n) {
    if (series.alerts.includes(n)) return "alert";
    if (series.better.includes(n)) return "better than usual";
    const reason = Object.keys(series.not_judged).find((name) => series.not_judged[name].includes(n));
    return reason ? `not judged: ${REASONS[reason] ?? plain(reason)}` : "ok";
  }

  function seriesChart(monitor, chosen, names, incidents, height) {
    const heading = title(chosen[0], names);
    const isFromZero = ["univariate_drift", "data_quality"].includes(chosen[0].family);
    const kinds = { realized_performance: "realized", estimated_performance: "estimated" };
    return chart(`Chart: ${heading}`, height, () => ({
      template: `series ${axis(monitor)}${isFromZero ? " zero" : ""}`,
      data: { series: chosen.map((series) => withChunks(monitor, series)), incidents },
      words: { "@title": heading, "@time": timeTitle(monitor) },
      height,
    }), folded(`numbers of ${heading}; usual: ${usual(chosen[0])}`, () =>
      table(`Numbers of ${heading}`, ["chunk", ...chosen.flatMap((series) => [`#${kinds[series.family] ?? "value"}`, "verdict"])],
        monitor.chunks.chunk.map((key, place) => [key, ...chosen.flatMap((series) => [
          number(series.value[place]) + (series.p_value[place] == null ? "" : ` (p ${number(series.p_value[place], 2)})`), verdict(series, monitor.chunks.n[place])])]))));
  }

  function legend(withEstimates) {
    const svg = (inner) => {
      const holder = document.createElement("template");
      holder.innerHTML = `<svg viewBox="0 0 26 14" aria-hidden="true">${inner}</svg>`; // nothing of the data is in it
      return holder.content;
    };
    const entries = [
      [`<path d="M0 7H26" stroke="var(--realized)" stroke-width="2"/><circle cx="13" cy="7" r="2.6" fill="var(--realized)"/>`, withEstimates ? "realized" : "value, with its sampling band"],
      withEstimates && [`<rect y="2" width="26" height="10" fill="var(--estimated)" opacity=".2"/><path d="M0 7H26" stroke="var(--estimated)" stroke-width="2" stroke-dasharray="6 3"/>`, "estimated, with its band"],
      [`<rect y="2" width="26" height="10" fill="var(--usual)" opacity=".12"/><path d="M0 2H26M0 12H26" stroke="var(--usual)" stroke-dasharray="3 3"/>`, "usual range and thresholds"],
      [`<path d="M13 2l5 5-5 5-5-5z" fill="var(--alert)"/>`, "alert"],
      withEstimates && [`<path d="M13 3l4.5 8h-9z" fill="none" stroke="var(--usual)" stroke-width="1.6"/>`, "better than usual"],
      [`<circle cx="13" cy="7" r="3.6" fill="none" stroke="var(--quiet)" stroke-width="1.6"/>`, "not judged"],
      [`<rect width="26" height="14" fill="var(--alert)" opacity=".12"/><rect width="26" height="4" fill="var(--alert)"/>`, "an incident"],
      withEstimates && [`<rect width="26" height="14" fill="var(--unlabelled)" opacity=".3"/>`, "labels not complete"],
    ];
    return el("ul", { class: "legend" }, entries.filter(Boolean).map(([inner, words]) => el("li", {}, svg(inner), words)));
  }

  function path(monitor, column) {
    const choose = el("select", { onchange: (event) => { location.hash = event.target.value === "" ? link(monitor.monitor_name) : link(monitor.monitor_name, event.target.value); } },
      el("option", { value: "" }, "(the whole monitor)"),
      monitor.columns.filter((one) => one.is_drawn).map((one) => el("option", { value: one.column_name, selected: one.column_name === column }, one.column_name)));
    return el("nav", { class: "path", "aria-label": "Where you are" },
      el("a", { href: "#" }, "All monitors"),
      column != null && el("a", { href: link(monitor.monitor_name) }, monitor.monitor_name),
      el("label", {}, "Column", choose));
  }

  const section = (heading, ...children) => el("section", {}, el("h2", {}, heading), children);

  // --- a monitor --------------------------------------------------------------------------------------------------------------------------------
  const STATES = { broken: "✖ broken", watch: "▲ watch", ok: "✔ ok", cannot_judge: "? cannot judge" };

  function lead(monitor) {
    const causes = (known(monitor.likely_causes) ?? "").split(", ").filter(Boolean);
    const openOf = (name) => monitor.incidents.find((one) => one.status === "open" && one.kind === "input" && one.column_name === name);
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

  function performance(monitor, names) {
    const families = ["realized_performance", "estimated_performance"];
    const metrics = new Map();
    for (const family of families) {
      for (const series of monitor.series.filter((one) => one.family === family)) {
        metrics.set(series.metric, [...(metrics.get(series.metric) ?? []), series]);
      }
    }
    if (metrics.size === 0) return section("Performance", el("p", {}, "The monitor has no performance: it needs labels or estimates."));
    const incidents = monitor.incidents.filter((one) => families.some((family) => family.startsWith(one.kind)) || one.kind === "performance");
    const sorted = [...metrics.values()].sort((a, b) => b[0].is_main - a[0].is_main);
    const draw = (series, height) => seriesChart(monitor, series, names, incidents, height);
    const [first, ...others] = sorted.filter((series) => !isCell(series[0].metric));
    const cells = sorted.filter((series) => isCell(series[0].metric));
    return section("Performance", legend(true), first && draw(first, 250), el("div", { class: "charts" }, others.map((series) => draw(series, 150))),
      cells.length > 0 && folded(`${cells.length} cells of the confusion matrix`, () => el("div", { class: "charts" }, cells.map((series) => draw(series, 120)))));
  }

  function heatmap(monitor) {
    const drawn = monitor.columns.filter((column) => column.is_drawn);
    const others = monitor.columns.filter((column) => !column.is_drawn);
    if (drawn.length === 0) return section("Columns", el("p", {}, "The monitor watches no columns."));
    const alerting = others.filter((column) => column.alert_count > 0).length;
    return section("Columns",
      el("p", {}, "Each cell is the worst drift or data quality number of a column in a chunk, as a multiple of its threshold. A diamond is an alert. Choose a column to see it."),
      el("div", { class: "cells" }, chart("Chart: columns by chunks, value by threshold; the table below has the same columns", 20 * drawn.length + 40, () => ({
        template: `heatmap ${axis(monitor)}`,
        data: { columns: drawn.map(({ column_name, times, not_judged }) => ({ ...monitor.chunks, column_name, times, not_judged })) },
        words: { "@time": timeTitle(monitor) },
        tip: ({ column_name, chunk, times, step }) => ({ column: column_name, chunk, "times its threshold": number(times, 3), verdict: step }),
        onclick: (cell) => { if (cell.column_name) location.hash = `${link(monitor.monitor_name, cell.column_name)}&${new URLSearchParams({ chunk: cell.chunk })}`; },
      }))),
      el("div", { class: "columns" }, table("Columns", COLUMN_HEADS, drawn.map((column) => columnRow(monitor, column, true)))),
      others.length > 0 && folded(`${others.length} more ${alerting ? `columns, ${alerting} of them with alerts` : "without alerts"}`, () =>
        table("More columns", COLUMN_HEADS, others.map((column) => columnRow(monitor, column, false)))));
  }

  const COLUMN_HEADS = ["column", "role", "type", "#chunks with alerts", "worst number", "#value", "#times its threshold"];

  const columnRow = (monitor, column, isLinked) => [
    isLinked ? el("a", { href: link(monitor.monitor_name, column.column_name) }, column.column_name) : column.column_name,
    plain(column.column_role), column.feature_type, number(column.alert_count), plain(column.worst_metric ?? "–"), number(column.worst_value), number(column.worst_times, 3)];

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
        data: { chunks: [monitor.chunks], incidents: shown.map((one) => ({ ...one, what: `${incidentName(one)} (${one.severity})` })) },
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

  function showMonitor(monitor, names) {
    const multivariate = monitor.series.filter((one) => one.family === "multivariate_drift" || one.metric === "rows_out_of_support");
    const others = monitor.series.filter((one) => one.column === ":table" && one.family === "summary_statistics");
    return [
      path(monitor),
      el("h1", { tabindex: "-1" }, monitor.monitor_name),
      lead(monitor),
      performance(monitor, names),
      causes(monitor),
      section("Rows and labels", chart("Chart: rows per chunk, with and without a label", 110, () => ({
        template: `rows ${axis(monitor)}`, data: { chunks: [monitor.chunks] }, height: 110,
        words: { "@title": "rows per chunk", "@time": timeTitle(monitor) },
      }), folded("numbers of rows and labels", () => table("Rows and labels", ["chunk", "period", "#rows", "#labeled", "#share"], monitor.chunks.chunk.map((key, place) =>
        [key, monitor.chunks.period[place], number(monitor.chunks.rows[place], 9), number(monitor.chunks.labelled[place], 9),
          percent(monitor.chunks.rows[place] ? monitor.chunks.labelled[place] / monitor.chunks.rows[place] : null)]))))),
      multivariate.length > 0 && section("All columns together", legend(false), el("div", { class: "charts" }, multivariate.map((one) =>
        seriesChart(monitor, [one], names, monitor.incidents.filter((incident) => incident.kind === "multivariate"), 160)))),
      heatmap(monitor),
      ranking(monitor, names),
      incidents(monitor),
      others.length > 0 && section("Statistics of all rows", el("div", { class: "charts" }, others.map((one) => seriesChart(monitor, [one], names, [], 130)))),
      thresholds(monitor, names),
    ];
  }

  // --- a column -----------------------------------------------------------------------------------------------------------------------------------
  const THEN_AND_NOW = [
    ["rows", "row_count", number], ["missing", "missing_share", percent], ["not in the reference", "unseen_share", percent], ["below the reference's range", "below_share", percent],
    ["above the reference's range", "above_share", percent], ["smallest", "lowest", number], ["largest", "highest", number], ["mean", "mean", number], ["median", "median", number],
    ["standard deviation", "standard_deviation", number],
  ];

  function changed(column) {
    const change = column.change;
    if (!change) return el("p", {}, "No incident is open, so nothing is said to have changed.");
    const rows = THEN_AND_NOW.filter(([, name]) => change[`${name}_then`] != null || change[`${name}_now`] != null)
      .map(([words, name, format]) => [words, format(change[`${name}_then`]), format(change[`${name}_now`])]);
    return [
      el("p", {}, el("b", {}, change.what_changed)),
      known(change.evidence) && el("p", {}, `What speaks for it: ${change.evidence}`),
      known(change.categories_gone) && el("p", {}, `Gone: ${change.categories_gone}`),
      known(change.categories_new) && el("p", {}, `New: ${change.categories_new}`),
      known(change.largest_shifts) && el("p", {}, `Largest shifts: ${change.largest_shifts}`),
      folded("then and now in numbers", () => table("Then and now", ["", "#reference", "#since the incident opened"], rows)),
    ];
  }

  // The latest complete chunk in which the column has values.
  function latest(monitor, { distribution }) {
    const hasValues = (place) => distribution.counts[place].some((count, bin) => count > 0 && distribution.bins.type[bin] !== "missing");
    const found = monitor.chunks.is_complete.findLastIndex((isComplete, place) => isComplete && hasValues(place));
    return found >= 0 ? found : monitor.chunks.chunk.length - 1;
  }

  const nameOfChunk = (monitor, place) => `${monitor.chunks.chunk[place]}${monitor.chunks.period[place] === "reference" ? " (reference)" : ""}`;

  function distributionChart(monitor, column, place, height) {
    const { bins, reference, counts, gone } = column.distribution;
    const isContinuous = column.feature_type === "continuous";
    const edges = [...bins.lower, ...bins.upper].filter((edge) => edge != null);
    const goneNow = gone[place] ?? [];
    const shown = bins.type.filter((_, bin) => reference[bin] > 0 || counts[place][bin] > 0).length;
    const note = (bin) => (goneNow.includes(bin) ? "gone" : bins.type[bin] === "unseen" && counts[place][bin] > 0 ? "new" : "");
    return chart(`Chart: ${column.column_name} in ${nameOfChunk(monitor, place)} and in the reference`, isContinuous ? height : 30 * shown, () => ({
      template: `${isContinuous ? "distribution" : "categories"} ${axis(monitor)}`,
      data: { bins: [{ ...bins, reference, chunk: counts[place], gone: goneNow.map((bin) => bins.label[bin]) }] },
      signals: { lowest: Math.min(...edges), highest: Math.max(...edges) },
      words: { "@title": isContinuous ? column.column_name : `share of ${column.column_name}` },
      height,
    }), folded(`numbers of ${column.column_name}`, () => table(`Distribution of ${column.column_name}`, ["values", "#reference", "#this chunk", ""],
      bins.label.map((label, bin) => [label, number(reference[bin], 9), number(counts[place][bin], 9), note(bin)]))));
  }

  function distribution(monitor, column, chunk) {
    const { distribution } = column;
    if (!distribution || distribution.counts.length === 0) return el("p", {}, "Its values have no distribution.");
    const asked = monitor.chunks.chunk.lastIndexOf(chunk ?? "");
    const missing = distribution.bins.type.indexOf("missing");
    const holder = el("div", {});
    const show = (place) => {
      const counts = distribution.counts[place];
      const isMissing = missing >= 0 && counts[missing] > 0;
      holder.replaceChildren(distributionChart(monitor, column, place, 240),
        el("p", { class: "quiet" }, isMissing ? `${percent(counts[missing] / counts.reduce((sum, count) => sum + count, 0))} of the rows have no value.` : ""));
      select.value = range.value = String(place);
      range.setAttribute("aria-valuetext", nameOfChunk(monitor, place));
    };
    const onchange = (event) => show(Number(event.target.value));
    const select = el("select", { onchange }, monitor.chunks.chunk.map((_, place) => el("option", { value: place }, nameOfChunk(monitor, place))));
    const range = el("input", { type: "range", min: 0, max: monitor.chunks.chunk.length - 1, step: 1, "aria-label": "Chunk, in order", oninput: onchange });
    show(asked >= 0 ? asked : latest(monitor, column));
    return [el("p", { class: "choose" }, el("label", {}, "Chunk ", select), range), holder];
  }

  function overTime(monitor, column) {
    const { distribution } = column;
    if (!distribution || distribution.counts.length === 0) return null;
    if (column.feature_type === "continuous") {
      return [chart(`Chart: quantiles of ${column.column_name} over time`, 200, () => ({
        template: `quantiles ${axis(monitor)}`, data: { quantiles: [{ ...monitor.chunks, ...distribution.quantiles }] }, height: 200,
        words: { "@title": `quantiles of ${column.column_name}`, "@time": timeTitle(monitor) },
      })), el("p", { class: "quiet" }, "The line is the median, the bands hold the middle half and the middle 90 % of the values. Values outside the reference's range count at its edge.")];
    }
    const slot = kindOfBin(column);
    const labels = distribution.bins.label.filter((_, bin) => distribution.bins.type[bin] === "category");
    const named = Array.from({ length: SLOTS }, (_, place) => labels[place] ?? "");
    const other = labels.length === SLOTS + 1 ? labels[SLOTS] : "other categories";
    return chart(`Chart: shares of the categories of ${column.column_name} over time`, 220, () => ({
      template: `shares ${axis(monitor)}`,
      data: { chunks_of_column: distribution.counts.map((count, place) => ({ ...Object.fromEntries(["n", "period", "chunk", "start", "end"].map((name) => [name, monitor.chunks[name][place]])), slot, count })) },
      signals: { labels: [...named, other, "new categories", "missing"], used: [...new Set(slot)].sort((a, b) => a - b) },
      words: { "@title": `shares of ${column.column_name}`, "@time": timeTitle(monitor) }, height: 220,
    }));
  }

  function showColumn(monitor, name, chunk, names) {
    const column = monitor.columns.find((one) => one.column_name === name);
    if (!column) return [path(monitor, name), el("h1", { tabindex: "-1" }, `${monitor.monitor_name} has no column ${name}`)];
    const own = ofColumn(monitor, name);
    const isAlwaysZero = (one) => one.family === "data_quality" && one.alerts.length === 0 && one.value.every((value) => !value);
    const grid = (family, height) => {
      const found = monitor.series.filter((one) => one.column === name && one.family === family);
      return found.length > 0 && [
        el("div", { class: "charts" }, found.filter((one) => !isAlwaysZero(one)).map((one) => seriesChart(monitor, [one], names, own, height))),
        found.filter(isAlwaysZero).map((one) => el("p", {}, `${names[one.metric] ?? plain(one.metric)}: none in any chunk.`)),
      ];
    };
    const drift = grid("univariate_drift", 170);
    const quality = grid("data_quality", 110);
    const statistics = grid("summary_statistics", 110);
    return [
      path(monitor, name),
      el("h1", { tabindex: "-1" }, name),
      el("p", { class: "quiet" }, `${plain(column.column_role)}, ${column.feature_type}, of ${monitor.monitor_name}`),
      own.filter((one) => one.status === "open").map((one) => el("p", {}, badge(one.severity), ` ${one.headline}`)),
      section("What changed", changed(column)),
      section("Distribution", distribution(monitor, column, chunk), overTime(monitor, column)),
      drift && section("Drift", legend(false), drift),
      quality && section("Data quality", quality),
      statistics && section("Summary statistics", statistics),
    ];
  }

  // --- which page is shown --------------------------------------------------------------------------------------------------------------------------
  const front = document.getElementById("front");
  const view = document.getElementById("view");

  async function show() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const load = monitors.get(asked.get("monitor") ?? "");
    waiting.clear();
    urgent.length = 0;
    observer.disconnect();
    alive.forEach((one) => one.finalize());
    alive.clear();
    tip.hidden = true;
    if (load) {
      const [monitor, found] = await Promise.all([load(), parts(), vega()]);
      const children = asked.has("column") ? showColumn(monitor, asked.get("column"), asked.get("chunk"), found.words) : showMonitor(monitor, found.words);
      view.replaceChildren(...children.flat(Infinity).filter(Boolean));
    }
    front.hidden = Boolean(load);
    view.hidden = !load;
    document.title = load ? `${asked.get("column") ?? asked.get("monitor")}: model monitoring` : document.title;
    scrollTo(0, 0);
    (load ? view : front).querySelector("h1")?.focus({ preventScroll: true });
  }

  const theme = document.getElementById("theme");
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const root = document.documentElement;
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
  });
  addEventListener("hashchange", show);
  if (location.hash.length > 1) show();
})();
