// What the file holds: the scripts and the data, unpacked when they are needed.

async function unpack(element) {
  const letters = atob(element.textContent);
  const bytes = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; place += 1) bytes[place] = letters.charCodeAt(place);
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
