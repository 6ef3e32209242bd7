// What forms do while they wait: a slider says its value, and a change is sent once.
"use strict";

// <input type="range" data-shown="ID-OF-OUTPUT">
document.addEventListener("input", ({ target }) => {
  const output = target.dataset.shown && document.getElementById(target.dataset.shown);
  if (output) output.value = target.value;
});

// The second click of a double click, or an impatient one, sends nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.classList.add("btn-loading");
});

// Back in the browser's history: the page is as it was, and may be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll(".btn-loading")) button.classList.remove("btn-loading");
});
