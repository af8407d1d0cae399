// Chooses light or dark before anything is painted.
"use strict";
const chosen = localStorage.getItem("quita-theme");
if (chosen) document.documentElement.dataset.theme = chosen;
