// What forms do while they wait: a slider says its value, a change is sent once, a file shows how far.
"use strict";

// <input type="range" data-shown="ID-OF-OUTPUT">
document.addEventListener("input", ({ target }) => {
  const output = target.dataset.shown && document.getElementById(target.dataset.shown);
  if (output) output.value = target.value;
});

// <input type="checkbox" data-tick-all="NAME">: ticks all of its form that have the name.
document.addEventListener("change", ({ target }) => {
  const name = target.dataset.tickAll;
  if (name) for (const one of target.form.querySelectorAll(`[name=${name}]`)) one.checked = target.checked;
});

function again(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll(".btn-loading")) button.classList.remove("btn-loading");
}

// The second click of a double click, or an impatient one, sends nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.classList.add("btn-loading");
});

// What is wrong inside of a part that is folded up would be told nowhere: the part is unfolded.
document.addEventListener(
  "invalid",
  ({ target }) => {
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  },
  true,
);

// A form with a file (hx-boost): how much of it is sent; the answer is shown, a refusal too.
document.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
  const bar = target.querySelector?.("progress[data-sending]");
  if (!bar || !detail.lengthComputable || detail.total < 1e5) return;
  Object.assign(bar, { hidden: false, max: detail.total, value: detail.loaded });
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.boosted) detail.shouldSwap = true;
});
document.addEventListener("htmx:sendError", ({ target }) => {
  const told = target.querySelector?.("[data-unsent]");
  if (!told) return;
  told.hidden = false;
  target.querySelector("progress[data-sending]").hidden = true;
  again(target);
});

// Back in the browser's history: the page is as it was, and may be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-sent]").forEach(again);
});
