// The agent's desk: clocks that run, keys, and a word when a call comes while the page is behind others.
"use strict";

const shown = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
};

// The dialer's clock: how far the browser's is from it, when the part of the page came.
const offsets = new WeakMap();
function now(element) {
  const told = element.dataset.now;
  const kept = offsets.get(element);
  if (!kept || kept.told !== told) offsets.set(element, { told, by: Date.parse(told) - Date.now() });
  return Date.now() + offsets.get(element).by;
}

function tick() {
  for (const one of document.querySelectorAll("[data-since]"))
    one.textContent = shown((now(one) - Date.parse(one.dataset.since)) / 1000);
  for (const one of document.querySelectorAll("[data-until]")) {
    const left = (Date.parse(one.dataset.until) - now(one)) / 1000;
    one.textContent = left > 0 ? shown(left) : `${one.dataset.late} ${shown(-left)}`;
    one.classList.toggle("text-danger", left <= 0);
  }
}
setInterval(tick, 1000);
tick();

// data-key="F2" or "ctrl+Enter" on a button: pressing it is a click.
addEventListener("keydown", (event) => {
  const held = `${event.altKey ? "alt+" : ""}${event.ctrlKey ? "ctrl+" : ""}${event.shiftKey ? "shift+" : ""}`;
  const key = CSS.escape(held + event.key);
  const button = document.querySelector(`#desk [data-key="${key}" i], #desk-form [data-key="${key}" i]`);
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
});

// A call that comes: the title says so, and a notification where the browser was allowed to.
const title = document.title;
let before = document.querySelector("[data-desk-state]")?.dataset.deskState;
document.addEventListener("htmx:afterSettle", () => {
  const desk = document.querySelector("[data-desk-state]");
  if (!desk) return;
  tick();
  const state = desk.dataset.deskState;
  const comes = ["reserved", "in_call"].includes(state) && !["reserved", "in_call"].includes(before);
  before = state;
  document.title = ["reserved", "in_call"].includes(state) ? `● ${desk.dataset.told}` : title;
  if (comes && document.hidden && window.Notification?.permission === "granted") new Notification(desk.dataset.told);
});
document.addEventListener(
  "click",
  () => {
    if (window.Notification?.permission === "default") Notification.requestPermission();
  },
  { once: true },
);
