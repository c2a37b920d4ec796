// Which page is shown.

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
    const children = asked.has("column") ? showColumn(monitor, asked.get("column"), asked.get("chunk"), found) : showMonitor(monitor, found);
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
