// Draws every <canvas data-chart='{"kind", "labels", "values", "unit", "name", "samples"}'>: bars, "flat" ones lying.
"use strict";

const INKS = { light: ["#1d273b", "#e3e6ea"], dark: ["#dce1e7", "#3a4859"] };

function draw(canvas) {
  const { kind, labels, values, unit, name, samples } = JSON.parse(canvas.dataset.chart);
  const [along, up] = kind === "flat" ? ["y", "x"] : ["x", "y"];
  const [ink, line] = INKS[document.documentElement.dataset.bsTheme] ?? INKS.light;
  Chart.getChart(canvas)?.destroy();
  new Chart(canvas, {
    type: "bar",
    data: {
      labels,
      datasets: [{ label: name, data: values, backgroundColor: "#2a7fd4", borderColor: "transparent", maxBarThickness: 48, borderRadius: 3 }],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      color: ink,
      indexAxis: along,
      plugins: {
        legend: { display: false },
        tooltip: { callbacks: { label: ({ parsed, dataset, dataIndex }) => `${dataset.label}: ${parsed[up]}${unit}${samples ? ` (${samples[dataIndex]})` : ""}` } },
      },
      scales: {
        [along]: { grid: { display: false }, ticks: { color: ink, autoSkip: along === "x" && labels.length > 14, maxRotation: labels.length > 14 ? 0 : 90 } },
        [up]: { beginAtZero: true, grid: { color: line }, ticks: { color: ink, precision: 0, callback: (value) => value + unit } },
      },
    },
  });
}

const drawAll = () => document.querySelectorAll("canvas[data-chart]").forEach(draw);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
drawAll();
// On paper: black on white, as wide as the paper.
for (const when of ["beforeprint", "afterprint"]) {
  addEventListener(when, () => {
    const paper = when === "beforeprint";
    document.querySelectorAll("canvas[data-chart]").forEach((canvas) => Chart.getChart(canvas)?.resize(...(paper ? [300, 200] : [])));
  });
}
