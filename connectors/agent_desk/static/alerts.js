// Tells of new work by a sound and a notification, where somebody asked for them.
import { desk, tell, user } from "./common.js";

const button = document.getElementById("alerts");
const KEY = "quita-alerts";
let sound;

const on = () => localStorage.getItem(KEY) === "on";

function show() {
  button?.setAttribute("aria-pressed", String(on()));
}

function beep() {
  sound = sound || new AudioContext();
  const tone = sound.createOscillator();
  const loud = sound.createGain();
  tone.frequency.value = 660;
  loud.gain.setValueAtTime(0.08, sound.currentTime);
  loud.gain.exponentialRampToValueAtTime(0.0001, sound.currentTime + 0.35);
  tone.connect(loud).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.36);
}

const OUTCOMES = { granted: "A supervisão aprovou o seu pedido.", refused: "A supervisão recusou o seu pedido." };

// What was decided is told to whoever asked, wherever on the desk they are; wishes, to who decides.
const outcomeOf = ({ approval }) => (approval?.asked_by === user && OUTCOMES[approval.state]) || "";
const asks = ({ approval }) => approval?.state === "waiting" && approval.asked_by !== user
  && document.querySelector('[data-count="approvals"]') && "Um pedido espera a sua aprovação";

// Nothing that a passer-by should not read: neither the name nor the words of the debtor.
export function heard(change) {
  const mine = change.owner === "human" && change.agent === user && change.kinds.includes("message");
  const waits = change.owner === "queued" && change.kinds.includes("owner");
  const outcome = outcomeOf(change);
  if (outcome) tell(change.person ? `${outcome} Conversa com ${change.person}.` : outcome);
  const words = outcome || asks(change) || (waits && "Uma pessoa espera atendimento") || (mine && "Mensagem nova em uma conversa sua");
  if (!on() || !words || !document.hidden) return;
  beep();
  if (window.Notification?.permission !== "granted") return;
  new Notification("Quita", { body: words, tag: change.id, icon: "/desk/static/icon.svg" });
}

export function startAlerts() {
  show();
  button?.addEventListener("click", async () => {
    localStorage.setItem(KEY, on() ? "off" : "on");
    if (on()) {
      beep();
      await window.Notification?.requestPermission();
    }
    show();
  });
  button?.toggleAttribute("hidden", !desk);
}
