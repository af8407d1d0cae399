// Starts the desk. Every page also works without this, by plain forms and links.
import { listen } from "./live.js";
import { startList } from "./list.js";
import { startPanes } from "./panes.js";
import { startForms } from "./forms.js";
import { startKeys } from "./keys.js";
import { startVoice } from "./voice.js";
import { startPages } from "./pages.js";
import { startCountdown } from "./countdown.js";
import { startAlerts } from "./alerts.js";
import { startOnce } from "./once.js";

const theme = document.getElementById("theme");
theme?.addEventListener("click", () => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme || (dark ? "dark" : "light");
  const next = now === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("quita-theme", next);
});

const desk = document.getElementById("desk");
const watch = document.getElementById("watch");
startAlerts();
startOnce();
if (desk) {
  startForms();
  startVoice();
  startPanes();
  startList();
  startKeys();
  startPages();
  startCountdown();
}
if (desk || watch) listen();
else document.getElementById("link-state")?.toggleAttribute("hidden", true);
