// The whole desk by keyboard.
import { current, step } from "./panes.js";

const help = document.getElementById("help");
const rows = document.getElementById("rows");
let went = false;

function walk(by) {
  const links = [...rows.querySelectorAll(".row a")];
  const here = links.findIndex((link) => link === document.activeElement);
  links[Math.min(links.length - 1, Math.max(0, here + by))]?.focus();
}

const actions = {
  j: () => walk(1),
  k: () => walk(-1),
  "/": () => document.getElementById("q").focus(),
  a: () => current()?.querySelector('[data-act="claim"] button')?.click(),
  r: () => current()?.querySelector(".composer textarea")?.focus(),
  v: () => current()?.querySelector('[data-voice-act="stop"]:not([hidden]), [data-voice-act="record"]:not([hidden])')?.click(),
  n: () => current()?.querySelector(".note-text")?.focus(),
  h: () => current()?.querySelector(".log [data-more]")?.click(),
  "[": () => step(-1),
  "]": () => step(1),
  "?": () => help.showModal(),
};

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches(".composer textarea")) {
      event.preventDefault();
      return event.target.form.requestSubmit();
    }
    if (event.key === "Escape" && typing) return event.target.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (went && /^[1-8]$/.test(event.key)) {
      const place = document.querySelectorAll("#trays a[data-tray]")[Number(event.key) - 1];
      if (place) location.href = place.href;
    }
    went = event.key === "g";
    const act = actions[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
