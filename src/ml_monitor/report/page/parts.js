// What several pages have.

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
  return chart(`Chart: ${heading}`, height, () => ({
    template: `series ${axis(monitor)}${isFromZero ? " zero" : ""}`,
    data: seriesData(monitor, chosen, incidents),
    words: { "@title": heading, "@time": timeTitle(monitor) },
    height,
    tip: ({ chunk, series, value, mark, rows }) => ({ chunk, number: series, value: number(value), usual: usual(chosen.find((one) => kindOf(one) === series)), verdict: mark, rows: number(rows, 9) }),
  }), folded(`numbers of ${heading}; usual: ${usual(chosen[0])}`, () =>
    table(`Numbers of ${heading}`, ["chunk", ...chosen.flatMap((series) => [`#${kindOf(series)}`, "verdict"])],
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
