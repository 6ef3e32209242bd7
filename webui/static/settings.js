// The search over the settings: what does not have the words is not shown, nor is a section without any.
"use strict";

{
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const box = document.querySelector("[data-search-settings]");
  const field = box.querySelector("input");
  const all = [...document.querySelectorAll(".setting")];

  function show() {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    const fits = (one) => words.every((word) => plain(one.dataset.find).includes(word));
    for (const one of all) one.hidden = !fits(one);
    for (const section of document.querySelectorAll("section.card"))
      section.hidden = words.length > 0 && !section.querySelector(".setting:not([hidden])");
    box.querySelector("[data-none]").hidden = all.some((one) => !one.hidden);
  }

  box.hidden = false;
  field.addEventListener("input", show);
  // The Enter key in it saves nothing.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
