// Answers by voice: recorded here or chosen, heard before they are sent, thrown away at will.
import { ask, desk, tell } from "./common.js";
import { refresh } from "./panes.js";

const LONGEST = 300; // seconds
const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus"]; // the server makes the first of both
const type = globalThis.MediaRecorder && TYPES.find((one) => MediaRecorder.isTypeSupported(one));
const kept = new WeakMap(); // what each box holds: a recorder at work, then the sound and its key

const part = (box, name) => box.querySelector(`[data-voice-act="${name}"]`);

function show(box, ...names) {
  box.querySelectorAll("[data-voice-act]").forEach((one) => (one.hidden = !names.includes(one.dataset.voiceAct)));
  box.querySelector(".voice-time").hidden = !names.includes("stop");
  box.querySelector("audio").hidden = !names.includes("send");
  box.classList.toggle("busy", names.includes("discard"));
  part(box, names[0]).focus();
}

const say = (box, words) => (box.querySelector(".voice-said").textContent = words);
const idle = () => (type && navigator.mediaDevices ? ["record", "choose"] : ["choose"]);

function offer(pane) {
  const box = pane.querySelector(".voice");
  if (!box) return;
  box.hidden = false;
  part(box, "record").hidden = !idle().includes("record");
}

async function record(box) {
  if (kept.has(box)) return;
  kept.set(box, {});
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  } catch {
    kept.delete(box);
    return tell("O navegador não liberou o microfone. Libere o acesso, ou escolha um arquivo de áudio.");
  }
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32000 });
  const pieces = [];
  const held = { recorder, stream, began: Date.now() };
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    release(held);
    if (kept.get(box) === held) hold(box, new Blob(pieces, { type: type.split(";")[0] }));
  });
  kept.set(box, held);
  held.clock = setInterval(() => tick(box, held), 250);
  recorder.start(1000);
  tick(box, held);
  show(box, "stop", "discard");
  say(box, "Gravando.");
}

function tick(box, held) {
  const passed = Math.floor((Date.now() - held.began) / 1000);
  box.querySelector(".voice-time").textContent = `${Math.floor(passed / 60)}:${String(passed % 60).padStart(2, "0")}`;
  if (!box.isConnected) drop(box); // its conversation was closed
  else if (passed >= LONGEST && held.recorder.state === "recording") held.recorder.stop();
}

function release(held) {
  clearInterval(held.clock);
  held.stream?.getTracks().forEach((track) => track.stop());
}

function hold(box, sound) {
  const link = URL.createObjectURL(sound);
  kept.set(box, { sound, link, key: `${Date.now()}-${Math.random().toString(36).slice(2)}` });
  box.querySelector("audio").src = link;
  show(box, "send", "discard");
  say(box, "Pronto. Ouça antes de enviar.");
}

function drop(box) {
  const held = kept.get(box);
  kept.delete(box);
  if (held?.recorder) release(held);
  if (held?.recorder?.state === "recording") held.recorder.stop();
  if (held?.link) URL.revokeObjectURL(held.link);
}

function clear(box, words) {
  drop(box);
  box.querySelector("audio").removeAttribute("src");
  box.querySelector("input").value = "";
  show(box, ...idle());
  say(box, words);
  if (box.closest(".composer-box").dataset.stale === "yes") refresh(box.closest(".pane"));
}

async function send(box) {
  const { sound, key } = kept.get(box);
  const button = part(box, "send");
  button.disabled = true;
  try {
    const told = new URLSearchParams({ key, ...(await digest(sound)) });
    const headers = { "X-Csrf": desk.dataset.csrf, "Content-Type": sound.type || "application/octet-stream" };
    const answer = await (await ask(`${box.dataset.voice}?${told}`, "json", { method: "POST", body: sound, headers })).json();
    if (!answer.ok) return tell(`${answer.title}. ${answer.text}`);
    tell("");
    clear(box, "Mensagem de voz enviada.");
    refresh(box.closest(".pane"));
  } catch {
    tell("Sem conexão. Sua gravação continua aqui: tente enviar de novo daqui a pouco.");
  } finally {
    button.disabled = false;
  }
}

// Browsers reckon it over HTTPS and on this machine only; without it the server checks the rest.
async function digest(sound) {
  if (!crypto.subtle) return {};
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await sound.arrayBuffer()));
  return { sha256: [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
}

const acts = {
  record,
  send,
  choose: (box) => box.querySelector("input").click(),
  stop: (box) => kept.get(box).recorder.stop(),
  discard: (box) => clear(box, "Gravação descartada."),
};

export function startVoice() {
  document.addEventListener("pane:drawn", (event) => offer(event.target));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-voice-act]");
    if (button) acts[button.dataset.voiceAct](button.closest(".voice"));
  });
  document.addEventListener("change", (event) => {
    const file = event.target.closest?.(".voice")?.querySelector("input").files[0];
    if (file) hold(event.target.closest(".voice"), file);
  });
}
