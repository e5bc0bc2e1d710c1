// Draws the charts of a page from their JSON specs (core/charts.py says what is in one). SVG, so that they print
// and stay sharp; no inline style, as the content policy wants. The table beside each chart has the same numbers.
import { figure, text } from "./text.js";

const drawn = new WeakSet();
const libraries = new Map();

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function colour(tone) {
  return token({ brand: "brand", good: "teal", late: "late", warn: "near", poor: "poor", near: "near", muted: "edge" }[tone] ?? "teal");
}

function load(url) {
  if (!libraries.has(url)) libraries.set(url, import(url).then(() => window.echarts));
  return libraries.get(url);
}

const numbers = (values) => values.map((value) => (value === null ? null : Number(value)));

function shown(spec, value) {
  if (value === null || value === undefined || value === "-") return "–";
  const words = figure(Number(value), spec.places ?? 0);
  return spec.unit === "%" ? `${words}%` : `${words} ${spec.unit}`;
}

function words(size = 12, weight = "normal") {
  return { color: token("ink"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size, fontWeight: weight };
}

function common(spec) {
  return {
    animation: false,
    textStyle: words(),
    tooltip: {
      trigger: spec.kind === "map" ? "item" : "axis",
      renderMode: "richText",
      confine: true,
      borderColor: token("edge"),
      textStyle: words(13),
      valueFormatter: (value) => shown(spec, value),
    },
  };
}

function axis(spec) {
  return {
    type: "value",
    min: 0,
    max: spec.max === undefined ? null : Number(spec.max),
    interval: spec.max === undefined ? undefined : Number(spec.max) / 4,
    splitNumber: 4,
    splitLine: { lineStyle: { color: token("line-soft") } },
    axisLabel: { color: token("muted"), formatter: (value) => (spec.unit === "%" ? `${figure(value)}%` : figure(value)) },
  };
}

function labels(spec, extra = {}) {
  return {
    type: "category",
    data: spec.categories,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: token("edge") } },
    axisLabel: { color: token("muted"), ...extra },
  };
}

function reference(spec, across) {
  if (!spec.reference) return undefined;
  const at = Number(spec.reference.value);
  return {
    symbol: "none",
    silent: true,
    lineStyle: { color: token("ink"), type: [2, 3], width: 1 },
    label: { formatter: `${spec.reference.name} ${shown(spec, at)}`, position: across ? "start" : "insideStartTop", ...words(11) },
    data: [across ? { xAxis: at } : { yAxis: at }],
  };
}

// A range is a filled line between `low` and `high`: ECharts stacks the difference on an unseen base.
function bandSeries(band) {
  const low = numbers(band.low);
  const spread = numbers(band.high).map((high, at) => (high === null || low[at] === null ? null : high - low[at]));
  const base = { type: "line", stack: `band ${band.name}`, symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false } };
  return [
    { ...base, data: low },
    { ...base, data: spread, areaStyle: { color: token("teal"), opacity: 0.16 } },
  ];
}

function lineSeries(spec, series, first) {
  const data = numbers(series.values);
  const last = data.reduce((found, value, at) => (value === null ? found : at), -1);
  const color = colour(series.tone);
  return {
    name: series.name,
    type: "line",
    data: data.map((value, at) => (at === last ? { value, symbol: "circle", symbolSize: 7, label: { show: !series.quiet } } : value)),
    symbol: "none",
    showSymbol: true,
    itemStyle: { color },
    lineStyle: { color, width: first ? 2.5 : 1.5, type: series.dashed ? [5, 4] : "solid" },
    label: { show: false, position: "top", formatter: ({ value }) => shown(spec, value), ...words(12, "bold") },
    markLine: first ? reference(spec, false) : undefined,
  };
}

function lineOption(spec) {
  return {
    ...common(spec),
    grid: { left: 6, right: 32, top: 18, bottom: 26, containLabel: true },
    legend: { bottom: 0, itemWidth: 22, itemHeight: 8, textStyle: words(12), data: spec.series.map((series) => series.name) },
    xAxis: { ...labels(spec), boundaryGap: false },
    yAxis: axis(spec),
    series: [
      ...(spec.band ? bandSeries(spec.band) : []),
      ...spec.series.map((series, at) => lineSeries(spec, series, at === 0)),
    ],
  };
}

function barOption(spec) {
  return {
    ...common(spec),
    grid: { left: 6, right: 64, top: spec.reference ? 24 : 6, bottom: spec.series.length > 1 ? 26 : 6, containLabel: true },
    legend: spec.series.length > 1 ? { bottom: 0, textStyle: words(12) } : undefined,
    xAxis: axis(spec),
    yAxis: { ...labels(spec, { color: token("ink") }), inverse: true },
    series: spec.series.map((series, at) => ({
      name: series.name,
      type: "bar",
      data: numbers(series.values),
      barMaxWidth: 16,
      itemStyle: { color: colour(series.tone), borderRadius: 2 },
      label: { show: true, position: "right", formatter: ({ value }) => shown(spec, value), ...words(12) },
      markLine: at === 0 ? reference(spec, true) : undefined,
    })),
  };
}

async function mapOption(spec, library) {
  const shapes = await (await fetch(spec.map, { headers: { Accept: "application/json" } })).json();
  library.registerMap(spec.map, shapes);
  const values = numbers(spec.series[0].values);
  const known = values.filter((value) => value !== null);
  return {
    ...common(spec),
    visualMap: {
      type: "piecewise",
      splitNumber: 5,
      min: Math.min(...known),
      max: Math.max(...known),
      left: 0,
      bottom: 0,
      inRange: { color: [1, 2, 3, 4, 5].map((step) => token(`heat-${step}`)) },
      outOfRange: { color: token("ground") },
      textStyle: words(12),
      formatter: (low, high) => `${figure(low, 1)} – ${figure(high, 1)}`,
    },
    series: [{
      name: spec.series[0].name,
      type: "map",
      map: spec.map,
      nameProperty: "code",
      data: spec.codes.map((code, at) => ({ name: code, value: values[at] ?? "-" })),
      itemStyle: { areaColor: token("ground"), borderColor: token("paper"), borderWidth: 0.6 },
      emphasis: { label: { show: false }, itemStyle: { areaColor: token("focus") } },
      select: { disabled: true },
      tooltip: { formatter: ({ dataIndex, value }) => `${spec.categories[dataIndex] ?? ""}\n${shown(spec, Number.isNaN(value) ? null : value)}` },
    }],
  };
}

function follow(plot, chart, spec) {
  if (!spec.links?.some(Boolean)) return;
  plot.classList.add("clickable");
  chart.on("click", ({ dataIndex }) => {
    if (spec.links[dataIndex]) window.location.assign(spec.links[dataIndex]);
  });
}

async function draw(plot) {
  if (drawn.has(plot)) return;
  drawn.add(plot);
  const spec = JSON.parse(document.getElementById(plot.dataset.chart).textContent);
  const library = await load(plot.dataset.library);
  plot.classList.add("drawn");
  const chart = library.init(plot, null, { renderer: "svg" });
  chart.setOption(await { line: lineOption, bar: barOption, map: mapOption }[spec.kind](spec, library));
  follow(plot, chart, spec);
  new ResizeObserver(() => chart.resize()).observe(plot);
  window.addEventListener("beforeprint", () => chart.resize());
  const figureBox = plot.closest(".chart");
  figureBox.querySelector(".chart-data").open = false;
  figureBox.classList.add("settled");
}

function drawAll(root) {
  for (const plot of root.querySelectorAll("[data-chart]")) {
    draw(plot).catch((error) => {
      plot.classList.remove("drawn");
      plot.closest(".chart").classList.add("failed");
      console.warn(text("serverError"), error);
    });
  }
}

drawAll(document);
document.body.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
