// Lists of calls: how long each stands as it does goes on between two answers; a list stands still under the mouse.
"use strict";

// <span class="timer" data-seconds="7">0:07</span>: 7 s when it came.
const came = new WeakMap();

function told(seconds) {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

setInterval(() => {
  for (const timer of document.querySelectorAll(".timer")) {
    const known = came.get(timer);
    const since = known?.of === timer.dataset.seconds ? known : { of: timer.dataset.seconds, at: performance.now() };
    came.set(timer, since);
    const text = told(Number(since.of) + (performance.now() - since.at) / 1000);
    if (timer.textContent !== text) timer.textContent = text;
  }
}, 500);

// data-rests: not asked anew while the mouse is on it; once it leaves, at once. A finger has no place of its own.
const hovers = matchMedia("(hover: hover)");
document.addEventListener("htmx:beforeRequest", (event) => {
  const list = event.target.closest?.("[data-rests]");
  if (list && hovers.matches && list.matches(":hover")) event.preventDefault();
});
