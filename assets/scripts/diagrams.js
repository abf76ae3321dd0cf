// A process as it was drawn, with where a case stands and how long each step took.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

async function draw(place) {
  const viewer = new NavigatedViewer({ container: place });
  const xml = await (await fetch(place.dataset.diagram, { credentials: "same-origin" })).text();
  await viewer.importXML(xml);
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
  fit(canvas);
  new ResizeObserver(() => {
    canvas.resized();
    fit(canvas);
  }).observe(place);
}

// The whole picture where it can be read so; else its beginning at a readable size, to be moved by hand.
function fit(canvas) {
  canvas.zoom("fit-viewport");
  const view = canvas.viewbox();
  if (view.scale < 0.42) canvas.viewbox({ x: view.inner.x - 20, y: view.inner.y - 20, width: view.outer.width / 0.6, height: view.outer.height / 0.6 });
}

document.querySelectorAll("[data-diagram]").forEach((place) => {
  draw(place).catch(() => place.classList.add("bpmn-failed"));
});
