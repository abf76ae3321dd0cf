// Projects on a map of the place, drawn from the server's own data: no tiles, nothing from outside.
import maplibregl from "maplibre-gl/dist/maplibre-gl-csp.js";

const box = document.getElementById("project-map");
const SHAPES = { red: "■", yellow: "▲", green: "●", blue: "✓", grey: "○" };

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function bounds(features) {
  const found = new maplibregl.LngLatBounds();
  const walk = (part) => (typeof part[0] === "number" ? found.extend(part) : part.forEach(walk));
  features.forEach((feature) => walk(feature.geometry.coordinates));
  return found;
}

function card({ name, stage, reason, note, url, coarse, synthetic }) {
  const node = document.createElement("div");
  const link = Object.assign(document.createElement("a"), { href: url, textContent: name });
  const facts = document.createElement("p");
  facts.textContent = [stage, reason, note, coarse ? box.dataset.coarse : "", synthetic ? box.dataset.sample : ""].filter(Boolean).join(" · ");
  node.append(link, facts);
  return node;
}

function marker(map, feature) {
  const { light, name } = feature.properties;
  const pin = Object.assign(document.createElement("button"), { type: "button", className: `map-pin map-pin-${light}`, textContent: SHAPES[light] ?? "○" });
  pin.setAttribute("aria-label", name);
  pin.title = name;
  const popup = new maplibregl.Popup({ offset: 14, maxWidth: "280px" }).setDOMContent(card(feature.properties));
  new maplibregl.Marker({ element: pin }).setLngLat(feature.geometry.coordinates).setPopup(popup).addTo(map);
}

/** Some hundreds of projects are pins with their light's shape; thousands are dots, drawn by the map itself. */
const MANY = 400;

function dots(map, projects, lights) {
  map.addSource("projects", { type: "geojson", data: { type: "FeatureCollection", features: projects } });
  map.addLayer({
    id: "projects",
    type: "circle",
    source: "projects",
    paint: { "circle-radius": 5, "circle-color": ["match", ["get", "light"], ...lights, token("--grey-fill")], "circle-stroke-color": "#fff", "circle-stroke-width": 1 },
  });
  map.on("click", "projects", (event) => {
    const [feature] = event.features;
    new maplibregl.Popup({ maxWidth: "280px" }).setLngLat(event.lngLat).setDOMContent(card(feature.properties)).addTo(map);
  });
}

/** Plots to be had are drawn with a broken edge, plots given with a whole one; a card opens at a click. */
function land(map) {
  map.on("click", "plots", (event) => {
    const [feature] = event.features;
    new maplibregl.Popup({ maxWidth: "280px" }).setLngLat(event.lngLat).setDOMContent(card(feature.properties)).addTo(map);
  });
}

function draw(data) {
  const of = (kind) => data.features.filter((feature) => feature.properties.kind === kind);
  const source = (kind) => ({ type: "geojson", data: { type: "FeatureCollection", features: of(kind) } });
  const projects = of("project");
  // What the page is about is brought near; the rest of the place is there to move to.
  const near = box.dataset.near && of(box.dataset.near).length ? of(box.dataset.near) : data.features;
  const lights = Object.keys(SHAPES).flatMap((light) => [light, token(`--${light}-fill`)]);
  const map = new maplibregl.Map({
    container: box,
    attributionControl: false,
    style: {
      version: 8,
      sources: { outline: source("outline"), plot: source("plot"), area: source("area") },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": token("--ground") } },
        { id: "inside", type: "fill", source: "outline", paint: { "fill-color": token("--surface") } },
        { id: "edge", type: "line", source: "outline", paint: { "line-color": token("--brand"), "line-width": 1.5 } },
        { id: "areas", type: "fill", source: "area", paint: { "fill-color": ["match", ["get", "light"], ...lights, token("--grey-fill")], "fill-opacity": 0.35 } },
        { id: "plots", type: "fill", source: "plot", paint: { "fill-color": token("--brand"), "fill-opacity": ["case", ["get", "taken"], 0.45, 0.18] } },
        { id: "given", type: "line", source: "plot", filter: ["get", "taken"], paint: { "line-color": token("--brand"), "line-width": 1.5 } },
        { id: "free", type: "line", source: "plot", filter: ["!", ["get", "taken"]], paint: { "line-color": token("--brand"), "line-width": 1.5, "line-dasharray": [3, 2] } },
      ],
    },
    bounds: near.length ? bounds(near) : [73, 18, 135, 53],
    fitBoundsOptions: { padding: 28 },
    dragRotate: false,
    cooperativeGestures: false,
  });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
  map.addControl(new maplibregl.ScaleControl());
  if (projects.length <= MANY) projects.forEach((feature) => marker(map, feature));
  map.on("load", () => {
    if (projects.length > MANY) dots(map, projects, lights);
    land(map);
    box.setAttribute("data-drawn", String(projects.length));
    box.setAttribute("data-plots", String(of("plot").length));
  });
}

async function begin() {
  try {
    maplibregl.setWorkerUrl(box.dataset.worker);
    const answer = await fetch(box.dataset.source);
    draw(await answer.json());
  } catch {
    box.textContent = box.dataset.failed;
    box.classList.add("map-failed");
  }
}

if (box) begin();
