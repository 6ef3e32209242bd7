// A slider says its value while it moves: <input type="range" data-shown="ID-OF-OUTPUT">.
"use strict";

for (const slider of document.querySelectorAll("input[type=range][data-shown]")) {
  const output = document.getElementById(slider.dataset.shown);
  slider.addEventListener("input", () => { output.value = slider.value; });
}
