// A process as it was drawn, with where a case stands and how long each step took.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const READABLE = 0.42;

/** The drawing with the names that its elements carry in English. */
function inEnglish(xml) {
  const drawing = new DOMParser().parseFromString(xml, "application/xml");
  for (const property of drawing.querySelectorAll("property[name=name_en]")) {
    property.closest("extensionElements").parentElement.setAttribute("name", property.getAttribute("value"));
  }
  return new XMLSerializer().serializeToString(drawing);
}

async function draw(place) {
  const viewer = new NavigatedViewer({ container: place });
  const xml = await (await fetch(place.dataset.diagram, { credentials: "same-origin" })).text();
  await viewer.importXML(document.documentElement.lang.startsWith("en") ? inEnglish(xml) : xml);
  const canvas = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  const elements = viewer.get("elementRegistry");
  const heat = JSON.parse(document.getElementById(place.dataset.heat)?.textContent ?? "{}");
  for (const [node, { state, days, times }] of Object.entries(heat)) {
    if (!elements.get(node)) continue;
    canvas.addMarker(node, `step-${state}`);
    const note = document.createElement("span");
    note.className = `step-days step-days-${state}`;
    note.textContent = times > 1 ? `${days} ${place.dataset.days} ×${times}` : `${days} ${place.dataset.days}`;
    overlays.add(node, { position: { bottom: 12, left: 4 }, html: note });
  }
  fit(place, viewer);
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (width === place.clientWidth) return;
    width = place.clientWidth;
    fit(place, viewer);
  }).observe(place);
}

// The whole picture, as tall as it needs to be; where it could not be read so, the open step at a readable size.
function fit(place, viewer) {
  if (!place.clientWidth || !place.clientHeight) return;
  const canvas = viewer.get("canvas");
  const { inner } = canvas.viewbox();
  const scale = Math.min(1, place.clientWidth / (inner.width + 20));
  place.style.height = `${Math.min(Math.max((inner.height + 30) * scale, 180), 620)}px`;
  canvas.resized();
  canvas.zoom("fit-viewport");
  const view = canvas.viewbox();
  if (view.scale >= READABLE) return;
  place.style.height = "";
  canvas.resized();
  const open = viewer.get("elementRegistry").find((element) => canvas.hasMarker(element, "step-open"));
  const { outer } = canvas.viewbox();
  const [width, height] = [outer.width / 0.65, outer.height / 0.65];
  const x = open ? open.x + open.width / 2 - width / 2 : inner.x - 20;
  const y = open ? open.y + open.height / 2 - height / 2 : inner.y - 20;
  canvas.viewbox({ x: Math.max(x, inner.x - 20), y: Math.max(y, inner.y - 20), width, height });
}

document.querySelectorAll("[data-diagram]").forEach((place) => {
  draw(place).catch(() => place.classList.add("bpmn-failed"));
});
