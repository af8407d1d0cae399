// WhatsApp's reply window, counted down between two answers of the server, which alone decides. The
// words change in silence; only the last ten minutes and the end are read out, once each.
import { tell } from "./common.js";
import { refresh } from "./panes.js";

const SOON = 600; // seconds
const bases = new WeakMap();

// Measures by the server's clock: what it said, and how long ago it was said here.
function left(chip) {
  const { now, closes } = chip.dataset;
  let base = bases.get(chip);
  if (base?.now !== now) {
    base = { now, at: Date.now(), warned: base?.warned };
    bases.set(chip, base);
  }
  return (Date.parse(closes) - Date.parse(now) - (Date.now() - base.at)) / 1000;
}

function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (seconds < SOON) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`;
  const hours = Math.floor(minutes / 60);
  if (!hours) return `${minutes} min`;
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}

function count(chip) {
  const seconds = left(chip);
  const shut = seconds <= Number(chip.dataset.margin);
  const text = chip.querySelector("[data-left]");
  const words = shut ? "janela fechada" : `fecha em ${span(seconds)}`;
  if (text.textContent !== words) text.textContent = words;
  chip.classList.toggle("late", shut);
  chip.classList.toggle("soon", !shut && seconds < SOON);
  const base = bases.get(chip);
  if (!shut && seconds < SOON && !base.warned) {
    base.warned = true;
    tell("A janela de resposta fecha em menos de 10 minutos.", false);
  }
  if (seconds >= SOON) base.warned = false;
  if (shut && chip.dataset.open === "yes" && base.asked !== base.now) {
    base.asked = base.now; // once for each answer of the server
    refresh(chip.closest(".pane"), { kase: false });
  }
}

export function startCountdown() {
  const all = () => document.querySelectorAll("[data-closes]").forEach(count);
  setInterval(all, 1000);
  document.addEventListener("visibilitychange", () => document.hidden || all());
  all();
}
