// Making elements. Texts from data become text nodes only.

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
// To make a format takes longer than to use it a hundred times.
const formats = new Map();
const formatted = (value, digits) => {
  if (!formats.has(digits)) formats.set(digits, new Intl.NumberFormat("en-US", { maximumSignificantDigits: digits }));
  return formats.get(digits).format(value);
};
const number = (value, digits = 4) => (value == null ? "–" : formatted(Number(value.toPrecision(digits)), digits));
const percent = (value) => (value == null ? "–" : `${formatted(100 * value, 3)} %`);
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
