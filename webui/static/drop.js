// A file that is dropped on a form is the one that it sends: <form data-drop> with one file field.
"use strict";

(() => {
  const DROP = "form[data-drop]";
  const held = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
  const under = ({ target }) => target.closest?.(DROP);
  const light = (form) =>
    document.querySelectorAll(DROP).forEach((one) => one.classList.toggle("dropping", one === form));

  // Beside the form a dropped file would be opened in place of the page, and what is typed be lost.
  document.addEventListener("dragover", (event) => {
    if (!held(event) || !document.querySelector(DROP)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = under(event) ? "copy" : "none";
    light(under(event));
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) light(null);
  });
  document.addEventListener("drop", (event) => {
    if (!held(event) || !document.querySelector(DROP)) return;
    event.preventDefault();
    light(null);
    const form = under(event);
    const [first, ...others] = event.dataTransfer.files;
    if (!form || !first) return;
    const one = new DataTransfer();
    one.items.add(first);
    const field = form.querySelector("input[type=file]");
    field.files = one.files;
    form.querySelector("[data-one-only]").hidden = !others.length;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    field.focus();
  });
})();
