// One look for all charts, taken from the tokens of the style sheet.
const LIGHTS = ["green", "yellow", "red", "blue", "grey"];
const FURTHER = ["--brand", "--yellow-fill", "--teal", "--plum", "--grey-fill"];

// Lights in a bar or an area differ by pattern as well as by colour.
const PATTERNS = {
  green: { symbol: "none" },
  grey: { symbol: "none" },
  blue: { symbol: "circle", symbolSize: 0.5, dashArrayX: [[6, 6]], dashArrayY: 6, color: "rgba(255,255,255,.55)" },
  yellow: stripes(Math.PI / 4, [2, 5]),
  red: stripes(-Math.PI / 4, [3, 3]),
};

function stripes(rotation, dashArrayY) {
  return { symbol: "rect", rotation, dashArrayX: [1, 0], dashArrayY, color: "rgba(255,255,255,.45)" };
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function colour(light, index) {
  return token(LIGHTS.includes(light) ? `--${light}-fill` : FURTHER[index % FURTHER.length]);
}

const textStyle = () => ({ color: token("--ink-soft"), fontFamily: token("--face-ui"), fontSize: 12 });

function categoryAxis(chart, width) {
  const sideways = chart.kind === "stacked";
  return {
    type: "category",
    data: chart.labels,
    inverse: sideways,
    boundaryGap: !["line", "area"].includes(chart.kind),
    axisTick: { show: false },
    axisLabel: {
      ...textStyle(),
      interval: sideways ? 0 : "auto",
      hideOverlap: !sideways,
      width: width < 480 ? 96 : 170,
      overflow: sideways ? "truncate" : "none",
    },
  };
}

function valueAxis(chart) {
  return {
    type: "value",
    axisLabel: textStyle(),
    minInterval: chart.whole === false ? 0 : 1,
    splitLine: { lineStyle: { color: token("--line") } },
  };
}

function oneSeries(chart, one, index) {
  const fill = colour(one.light, index);
  const marked = (value, at) =>
    chart.labels[at] === chart.own ? { value, itemStyle: { color: token("--yellow-fill"), decal: PATTERNS.yellow } } : value;
  const shared = { name: one.name, data: one.values.map(marked), itemStyle: { color: fill } };
  if (chart.kind === "line" || chart.kind === "area") {
    const area = chart.kind === "area";
    return {
      ...shared,
      type: "line",
      stack: area ? "all" : undefined,
      areaStyle: area ? { color: fill, opacity: 0.85, decal: PATTERNS[one.light] } : undefined,
      symbol: area ? "none" : ["circle", "triangle", "rect", "diamond", "emptyCircle"][index % 5],
      symbolSize: 7,
      lineStyle: { width: area ? 1 : 2, color: fill, type: !area && index === 1 ? "dashed" : "solid" },
    };
  }
  const stacked = chart.kind === "stacked";
  return {
    ...shared,
    type: "bar",
    stack: stacked ? "all" : undefined,
    barMaxWidth: stacked ? 16 : 28,
    itemStyle: { color: fill, decal: PATTERNS[one.light] },
  };
}

function axes(chart, width) {
  const sideways = chart.kind === "stacked";
  const [category, value] = [categoryAxis(chart, width), valueAxis(chart)];
  return {
    grid: { left: 4, right: 20, top: 44, bottom: 4, containLabel: true },
    xAxis: sideways ? value : category,
    yAxis: sideways ? category : value,
    series: chart.series.map((one, index) => oneSeries(chart, one, index)),
  };
}

/** One series; each label is a slice. */
function pie(chart) {
  const slices = chart.labels.map((name, at) => ({ name, value: chart.series[0].values[at], itemStyle: { color: colour("", at) } }));
  return { series: [{ type: "pie", radius: ["45%", "72%"], top: 24, label: { formatter: "{b} {c}", ...textStyle() }, data: slices }] };
}

/** Labels run across, series down. */
function heatmap(chart) {
  const cells = chart.series.flatMap((one, y) => one.values.map((value, x) => [x, y, value ?? "-"]));
  const numbers = cells.map((cell) => cell[2]).filter((value) => value !== "-");
  return {
    grid: { left: 4, right: 20, top: 8, bottom: 48, containLabel: true },
    xAxis: { type: "category", data: chart.labels, axisLabel: textStyle() },
    yAxis: { type: "category", data: chart.series.map((one) => one.name), inverse: true, axisLabel: textStyle() },
    visualMap: {
      min: Math.min(...numbers, 0),
      max: Math.max(...numbers, 1),
      orient: "horizontal",
      left: "center",
      bottom: 0,
      inRange: { color: [token("--brand-wash"), token("--brand")] },
    },
    series: [{ type: "heatmap", data: cells, label: { show: true } }],
  };
}

/** The table of the page (first column the labels) turned into labels and series. */
function columns({ headers, rows, lights, ...rest }) {
  const series = headers.slice(1).map((name, at) => ({ name, light: lights?.[at], values: rows.map((row) => row[at + 1]) }));
  return { ...rest, labels: rows.map((row) => row[0]), series };
}

export function options(page, width) {
  const chart = columns(page);
  const byPoint = chart.kind === "pie" || chart.kind === "heatmap";
  return {
    textStyle: textStyle(),
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    aria: { enabled: true },
    // Drawn on the canvas: a tooltip of HTML would need inline styles, which the pages forbid.
    tooltip: { trigger: byPoint ? "item" : "axis", renderMode: "richText", confine: true },
    legend: byPoint ? undefined : { top: 0, left: 0, itemWidth: 16, itemHeight: 11, textStyle: textStyle() },
    ...(chart.kind === "pie" ? pie(chart) : chart.kind === "heatmap" ? heatmap(chart) : axes(chart, width)),
  };
}
