// Drawing charts: first those in view, then the others.

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

const idle = () => new Promise((resume) => (window.requestIdleCallback ?? setTimeout)(resume, window.requestIdleCallback ? { timeout: 80 } : 0));

// A chart is parsed in one task and drawn in the next ones.
const calmView = once(async () => {
  const { view } = await (await vega())(document.createElement("div"), {}, { mode: "vega", ast: true, actions: false, defaultStyle: false });
  return class extends view.constructor {
    async runAsync(...steps) {
      if (!this.isBegun) {
        this.isBegun = true;
        await idle();
      }
      return super.runAsync(...steps);
    }
  };
});

async function startDrawing() {
  if (isDrawing) return;
  isDrawing = true;
  while (waiting.size > 0) {
    await idle();
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

// So many rows of a large data set are drawn in one task.
const AT_ONCE = 400;

async function draw(holder, { template, data, later = {}, words = {}, signals = {}, height, onclick, tip: wordsOf = (value) => value }) {
  const [{ templates }, embed, viewClass] = await Promise.all([parts(), vega(), calmView()]);
  const spec = filled(templates[template], words);
  for (const source of spec.data) if (Object.hasOwn(data, source.name)) source.values = data[source.name];
  for (const signal of spec.signals ?? []) if (Object.hasOwn(signals, signal.name)) signal.value = signals[signal.name];
  if (height && typeof spec.height === "number") spec.height = height;
  const options = { mode: "vega", viewClass, renderer: "svg", ast: true, actions: false, hover: false, defaultStyle: false, logLevel: 1, tooltip: (_, event, item, value) => showTip(event, value == null || value === "" ? null : wordsOf(value)) };
  const result = await embed(holder, spec, options);
  for (const [name, rows] of Object.entries(later)) {
    for (let place = 0; place < rows.length && holder.isConnected; place += AT_ONCE) {
      await idle();
      await result.view.insert(name, rows.slice(place, place + AT_ONCE)).runAsync();
    }
  }
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
