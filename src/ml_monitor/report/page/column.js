// The page of a column.

const THEN_AND_NOW = [
  ["rows", "row_count", number], ["missing", "missing_share", percent], ["not in the reference", "unseen_share", percent], ["below the reference's range", "below_share", percent],
  ["above the reference's range", "above_share", percent], ["smallest", "lowest", number], ["largest", "highest", number], ["mean", "mean", number], ["median", "median", number],
  ["standard deviation", "standard_deviation", number],
];

function changed(column, own) {
  const change = column.change;
  const open = own.find((one) => one.status === "open");
  if (!change) return el("p", {}, open ? known(open.what_changed) ?? "Nothing is said of what changed." : "No incident is open, so nothing is said to have changed.");
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
      template: `quantiles ${axis(monitor)}`, data: { quantiles: [{ ...monitor.chunks, ...distribution.quantiles }], analysis: analysis(monitor) }, height: 200,
      words: { "@title": `quantiles of ${column.column_name}`, "@time": timeTitle(monitor) },
    })), el("p", { class: "quiet" }, "The line is the median, the bands hold the middle half and the middle 90 % of the values. Values outside the reference's range count at its edge.")];
  }
  const slot = kindOfBin(column);
  const labels = distribution.bins.label.filter((_, bin) => distribution.bins.type[bin] === "category");
  const named = Array.from({ length: SLOTS }, (_, place) => labels[place] ?? "");
  const other = labels.length === SLOTS + 1 ? labels[SLOTS] : "other categories";
  return chart(`Chart: shares of the categories of ${column.column_name} over time`, 220, () => ({
    template: `shares ${axis(monitor)}`,
    data: { analysis: analysis(monitor), chunks_of_column: distribution.counts.map((count, place) => ({ ...Object.fromEntries(["n", "period", "chunk", "start", "end"].map((name) => [name, monitor.chunks[name][place]])), slot, count })) },
    signals: { labels: [...named, other, "new categories", "missing"], used: [...new Set(slot.filter((_, bin) => distribution.counts.some((counts) => counts[bin] > 0)))].sort((a, b) => a - b) },
    words: { "@title": `shares of ${column.column_name}`, "@time": timeTitle(monitor) }, height: 220,
  }));
}

function showColumn(monitor, name, chunk, { words: names }) {
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
    section("What changed", changed(column, own)),
    section("Distribution", distribution(monitor, column, chunk), overTime(monitor, column)),
    drift && section("Drift", legend(false), drift),
    quality && section("Data quality", quality),
    statistics && section("Summary statistics", statistics),
  ];
}
