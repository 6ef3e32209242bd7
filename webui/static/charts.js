// Draws every <canvas data-chart='{"kind", "labels", "values", "unit", "name", "colours"}'>.
"use strict";

const INKS = { light: ["#1d273b", "#e3e6ea"], dark: ["#dce1e7", "#3a4859"] };

function draw(canvas) {
  const { kind, labels, values, unit, name, colours } = JSON.parse(canvas.dataset.chart);
  const round = kind === "doughnut";
  const [ink, line] = INKS[document.documentElement.dataset.bsTheme] ?? INKS.light;
  Chart.getChart(canvas)?.destroy();
  new Chart(canvas, {
    type: kind,
    data: {
      labels,
      datasets: [{ label: name, data: values, backgroundColor: colours ?? "#066fd1", borderColor: "transparent", maxBarThickness: 48, borderRadius: 3 }],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      color: ink,
      plugins: {
        legend: { display: round, position: "right", labels: { color: ink, boxWidth: 14 } },
        tooltip: { callbacks: { label: ({ parsed, dataset }) => `${dataset.label}: ${parsed.y ?? parsed}${unit}` } },
      },
      scales: round ? {} : {
        x: { grid: { display: false }, ticks: { color: ink, autoSkip: labels.length > 14, maxRotation: labels.length > 14 ? 0 : 90 } },
        y: { beginAtZero: true, grid: { color: line }, ticks: { color: ink, precision: 0, callback: (value) => value + unit } },
      },
    },
  });
}

const drawAll = () => document.querySelectorAll("canvas[data-chart]").forEach(draw);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
drawAll();
