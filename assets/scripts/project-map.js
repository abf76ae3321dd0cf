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

function card({ name, stage, reason, url, coarse, synthetic }) {
  const node = document.createElement("div");
  const link = Object.assign(document.createElement("a"), { href: url, textContent: name });
  const facts = document.createElement("p");
  facts.textContent = [stage, reason, coarse ? box.dataset.coarse : "", synthetic ? box.dataset.sample : ""].filter(Boolean).join(" · ");
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

function dots(map, projects) {
  const colours = Object.keys(SHAPES).flatMap((light) => [light, token(`--${light}-fill`)]);
  map.addSource("projects", { type: "geojson", data: { type: "FeatureCollection", features: projects } });
  map.addLayer({
    id: "projects",
    type: "circle",
    source: "projects",
    paint: { "circle-radius": 5, "circle-color": ["match", ["get", "light"], ...colours, token("--grey-fill")], "circle-stroke-color": "#fff", "circle-stroke-width": 1 },
  });
  map.on("click", "projects", (event) => {
    const [feature] = event.features;
    new maplibregl.Popup({ maxWidth: "280px" }).setLngLat(event.lngLat).setDOMContent(card(feature.properties)).addTo(map);
  });
}

function draw(data) {
  const outline = data.features.filter((feature) => feature.properties.kind === "outline");
  const projects = data.features.filter((feature) => feature.properties.kind === "project");
  const map = new maplibregl.Map({
    container: box,
    attributionControl: false,
    style: {
      version: 8,
      sources: { outline: { type: "geojson", data: { type: "FeatureCollection", features: outline } } },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": token("--ground") } },
        { id: "inside", type: "fill", source: "outline", paint: { "fill-color": token("--surface") } },
        { id: "edge", type: "line", source: "outline", paint: { "line-color": token("--brand"), "line-width": 1.5 } },
      ],
    },
    bounds: data.features.length ? bounds(data.features) : [73, 18, 135, 53],
    fitBoundsOptions: { padding: 28 },
    dragRotate: false,
    cooperativeGestures: false,
  });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
  map.addControl(new maplibregl.ScaleControl());
  if (projects.length <= MANY) projects.forEach((feature) => marker(map, feature));
  map.on("load", () => {
    if (projects.length > MANY) dots(map, projects);
    box.setAttribute("data-drawn", String(projects.length));
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
