// One look for all charts, taken from the tokens of the style sheet.
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const LIGHTS = ["green", "yellow", "red", "blue", "grey"];

// The lights of a stacked bar differ by pattern as well as by colour.
const PATTERNS = {
  green: { symbol: "none" },
  blue: { symbol: "circle", symbolSize: 0.5, dashArrayX: [[6, 6]], dashArrayY: 6, color: "rgba(255,255,255,.55)" },
  yellow: { symbol: "rect", rotation: Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2, 5], color: "rgba(255,255,255,.5)" },
  red: { symbol: "rect", rotation: -Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [3, 3], color: "rgba(255,255,255,.4)" },
  grey: { symbol: "none" },
};

function colour(light, index) {
  return LIGHTS.includes(light)
    ? token(`--${light}-fill`)
    : [token("--brand"), "#d48a00", "#4f9a94", "#8a5a9e", "#7a8794"][index % 5];
}

function axes(chart, category, value) {
  const sideways = chart.kind === "stacked";
  const base = {
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    dataset: { source: [chart.headers, ...chart.rows] },
  };
  return sideways ? { ...base, xAxis: value, yAxis: { ...category, inverse: true } } : { ...base, xAxis: category, yAxis: value };
}

function series(chart) {
  const kinds = { line: "line", bar: "bar", stacked: "bar" };
  return chart.headers.slice(1).map((name, index) => {
    const light = chart.lights?.[index];
    return {
      name,
      type: kinds[chart.kind],
      stack: chart.kind === "stacked" ? "all" : undefined,
      encode: chart.kind === "stacked" ? { x: index + 1, y: 0 } : { x: 0, y: index + 1 },
      barMaxWidth: chart.kind === "stacked" ? 16 : 28,
      symbol: ["circle", "triangle", "rect", "diamond", "emptyCircle"][index % 5],
      symbolSize: 7,
      connectNulls: false,
      lineStyle: { width: 2, type: index === 1 ? "dashed" : "solid" },
      itemStyle: { color: colour(light, index), decal: chart.kind === "stacked" ? PATTERNS[light] : undefined },
    };
  });
}

function pie(chart) {
  return {
    series: [
      {
        type: "pie",
        radius: ["45%", "72%"],
        top: 24,
        label: { formatter: "{b} {c}", color: token("--ink-soft") },
        data: chart.rows.map(([name, value], index) => ({
          name,
          value,
          itemStyle: { color: colour(chart.lights?.[index], index) },
        })),
      },
    ],
  };
}

function heatmap(chart) {
  const columns = chart.headers.slice(1);
  const cells = chart.rows.flatMap((row, y) => columns.map((_, x) => [x, y, row[x + 1]]));
  return {
    grid: { left: 8, right: 16, top: 8, bottom: 48, containLabel: true },
    xAxis: { type: "category", data: columns, splitArea: { show: true } },
    yAxis: { type: "category", data: chart.rows.map((row) => row[0]), inverse: true, splitArea: { show: true } },
    visualMap: {
      min: Math.min(...cells.map((cell) => cell[2] ?? 0)),
      max: Math.max(...cells.map((cell) => cell[2] ?? 0), 1),
      orient: "horizontal",
      left: "center",
      bottom: 0,
      inRange: { color: ["#eef3f8", token("--brand")] },
    },
    series: [{ type: "heatmap", data: cells, label: { show: true } }],
  };
}

export function options(chart, width) {
  const text = { color: token("--ink-soft"), fontFamily: token("--face-ui"), fontSize: 12 };
  const category = { type: "category", axisTick: { show: false }, axisLabel: { ...text, hideOverlap: chart.kind !== "stacked", interval: chart.kind === "stacked" ? 0 : "auto", width: width < 480 ? 84 : 160, overflow: "truncate" } };
  const value = { type: "value", name: chart.kind === "stacked" ? "" : chart.unit, nameTextStyle: text, axisLabel: text, minInterval: chart.whole ? 1 : 0, splitLine: { lineStyle: { color: token("--line") } } };
  const body = { pie, heatmap }[chart.kind]?.(chart) ?? { ...axes(chart, category, value), series: series(chart) };
  return {
    textStyle: text,
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    aria: { enabled: true },
    // Drawn on the canvas: a tooltip of HTML would need inline styles, which the pages forbid.
    tooltip: { trigger: ["pie", "heatmap"].includes(chart.kind) ? "item" : "axis", renderMode: "richText", confine: true, axisPointer: { type: chart.kind === "line" ? "line" : "shadow" } },
    legend: chart.kind === "heatmap" ? undefined : { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: text },
    ...body,
  };
}
