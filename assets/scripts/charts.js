// Charts from the tables of the page. Each figure.chart names a JSON block {kind, headers, rows, lights, unit};
// the same rows stand below it as a table for those who cannot or do not want to see the drawing.
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
  canvas.chart = init(canvas);
  canvas.chart.setOption(options(JSON.parse(data.textContent), canvas.clientWidth));
  sizes.observe(canvas);
}

function drawAll(root) {
  root.querySelectorAll("figure.chart").forEach(draw);
}

drawAll(document);
document.addEventListener("htmx:afterSettle", (event) => drawAll(event.detail.target));
