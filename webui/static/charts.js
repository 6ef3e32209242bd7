// Draws every <canvas data-chart='{"kind", "labels", "values", "unit", "name"}'> of the page.
"use strict";

const PALETTE = ["#066fd1", "#2fb344", "#f59f00", "#d63939", "#ae3ec9", "#17a2b8", "#74b816", "#f76707", "#667382", "#d6336c"];

for (const canvas of document.querySelectorAll("canvas[data-chart]")) {
  const { kind, labels, values, unit, name } = JSON.parse(canvas.dataset.chart);
  const round = kind === "doughnut";
  const ink = getComputedStyle(document.body).color;
  new Chart(canvas, {
    type: kind,
    data: {
      labels,
      datasets: [{ label: name, data: values, backgroundColor: round ? PALETTE : PALETTE[0], borderColor: round ? undefined : PALETTE[0] }],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      color: ink,
      plugins: { legend: { display: round, position: "right" } },
      scales: round ? {} : {
        x: { ticks: { color: ink } },
        y: { beginAtZero: true, ticks: { color: ink, precision: 0, callback: (value) => value + unit } },
      },
    },
  });
}
