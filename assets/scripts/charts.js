// Charts from data in the page. Each figure.chart names a JSON block {labels, series: [{name, values, light}]};
// the same numbers can be opened below it as a table, for those who cannot or do not want to see the drawing.
import { BarChart, HeatmapChart, LineChart, PieChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { options } from "./chart-options.js";

use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  GridComponent,
  HeatmapChart,
  LegendComponent,
  LineChart,
  PieChart,
  TooltipComponent,
  VisualMapComponent,
]);

const sizes = new ResizeObserver((entries) => entries.forEach((entry) => entry.target.chart?.resize()));

function draw(figure) {
  const canvas = figure.querySelector(".chart-canvas");
  const data = document.getElementById(figure.dataset.chart);
  if (!canvas || !data || canvas.chart) return;
  const chart = { ...JSON.parse(data.textContent), kind: figure.dataset.kind };
  canvas.chart = init(canvas);
  canvas.chart.setOption(options(chart, canvas.clientWidth));
  sizes.observe(canvas);
  const details = figure.querySelector("details");
  details?.addEventListener("toggle", () => details.querySelector("div").replaceChildren(table(chart)), { once: true });
}

function row(kind, cells) {
  const tr = document.createElement("tr");
  cells.forEach((text, index) => {
    const cell = document.createElement(index === 0 || kind === "head" ? "th" : "td");
    cell.scope = kind === "head" ? "col" : "row";
    cell.className = index === 0 ? "nowrap" : "number";
    cell.textContent = text ?? "—";
    tr.append(cell);
  });
  return tr;
}

function table(chart) {
  const made = document.createElement("table");
  made.className = "data data-dense";
  made.createTHead().append(row("head", ["", ...chart.series.map((one) => one.name)]));
  const body = made.createTBody();
  chart.labels.forEach((label, at) => body.append(row("body", [label, ...chart.series.map((one) => one.values[at])])));
  return made;
}

function drawAll(root) {
  root.querySelectorAll("figure.chart").forEach(draw);
}

drawAll(document);
document.addEventListener("htmx:afterSettle", (event) => drawAll(event.detail.target));
