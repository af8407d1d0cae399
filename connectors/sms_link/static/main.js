// Ties the page together: what stands on it, what is sent, what comes.
import * as api from "./api.js";
import { day, draw, meta } from "./bubbles.js";
import { byId, h, say } from "./dom.js";
import { Stream } from "./stream.js";

const log = byId("log");
const scroll = byId("scroll");
const field = byId("texto");
const messages = new Map();
const unreported = new Set();
const TYPING_LASTS = 20000;
const MAX_FILE = 10 * 1024 * 1024;
const WHY = {
  type: "Este arquivo eu não consigo abrir. Mande uma foto (JPG, PNG ou WEBP) ou um PDF.",
  too_large: "O arquivo é grande demais. O limite é de 10 MB.",
  malformed: "Esta mensagem não pôde ser enviada.",
};
let stream = null;
let typingTimer = 0;
let sending = Promise.resolve();
let offlineTimer = 0;

const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
const toEnd = () => (scroll.scrollTop = scroll.scrollHeight);

function show(message) {
  if (messages.has(message.id)) return;
  const stay = !atEnd() && message.author !== "person";
  messages.set(message.id, message);
  const last = log.lastElementChild;
  const said = day(message.at);
  if (log.dataset.day !== said) {
    log.append(h("li", { class: "day" }, said));
    log.dataset.day = said;
  }
  const bubble = draw(message, { press, again });
  if (last?.dataset.from === message.author && log.lastElementChild === last) bubble.classList.add("follows");
  log.append(bubble);
  if (message.author === "person") settle(message);
  else {
    stopTyping();
    if (message.state !== "read") unreported.add(message.id);
  }
  byId("starters").hidden = true;
  if (!stay) toEnd();
  else byId("newer").hidden = false;
}

// What was pressed stays marked, and the other answers rest.
function settle(message) {
  if (!message.choice) return;
  const within = message.to ? `[data-id="${CSS.escape(message.to)}"] ` : "";
  const chosen = [...log.querySelectorAll(`${within}[data-choice="${CSS.escape(message.choice)}"]`)].at(-1);
  chosen?.classList.add("chosen");
  chosen?.setAttribute("aria-pressed", "true");
}

function change(message, changes) {
  Object.assign(message, changes);
  log.querySelector(`[data-id="${CSS.escape(message.id)}"]`)?.querySelector(".meta")?.replaceWith(meta(message, { again }));
}

function mine(more) {
  return { id: api.newId(), author: "person", at: new Date().toISOString(), state: "sending", ...more };
}

// One after the other: what is sent in two requests at once may arrive in either order.
function send(message, deliver) {
  message.deliver = deliver;
  show(message);
  stream?.tell("mine", plain(message));
  sending = sending.then(() => attempt(message));
  return sending;
}

const plain = ({ deliver, file, ...rest }) => ({ ...rest, state: "sent" });

async function attempt(message, tries = 0) {
  try {
    const stored = await message.deliver();
    change(message, { state: "sent", ...(stored?.upload ? { upload: stored.upload } : {}) });
  } catch (problem) {
    if (problem instanceof api.Refused) {
      if (problem.status === 401) return leave();
      if (![429, 503].includes(problem.status)) {
        change(message, { state: "refused", why: WHY[problem.reason] ?? WHY.malformed });
        return say(message.why);
      }
    }
    if (tries >= 4) {
      change(message, { state: "failed" });
      return say("A mensagem não foi enviada.");
    }
    await new Promise((resolve) => setTimeout(resolve, problem.wait * 1000 || 800 * 2 ** tries));
    await attempt(message, tries + 1);
  }
}

function again(message) {
  change(message, { state: "sending" });
  sending = sending.then(() => attempt(message));
}

function writeText(text) {
  const message = mine({ kind: "text", text });
  send(message, () => api.write({ id: message.id, text }));
}

function press(asked, option) {
  const message = mine({ kind: "button_reply", text: option.title, to: asked.id, choice: option.id });
  send(message, () => api.write({ id: message.id, to: asked.id, choice: option.id }));
  field.focus({ preventScroll: true });
}

function attach(file) {
  const message = mine({ kind: "document", text: file.name, filename: file.name, mime_type: file.type });
  if (file.size > MAX_FILE) {
    show({ ...message, state: "refused", why: WHY.too_large });
    return say(WHY.too_large);
  }
  send(message, () => api.upload(message.id, file));
}

function startTyping() {
  for (const message of messages.values()) {
    if (message.author === "person" && message.state === "sent") change(message, { state: "read" });
  }
  byId("typing").hidden = false;
  if (atEnd()) toEnd();
  clearTimeout(typingTimer);
  typingTimer = setTimeout(stopTyping, TYPING_LASTS);
}

function stopTyping() {
  byId("typing").hidden = true;
  clearTimeout(typingTimer);
}

function held({ owner, agent }) {
  const said = { human: `você fala com ${agent ?? "uma pessoa"}`, queued: "uma pessoa vai responder" };
  byId("state").textContent = said[owner] ?? "assistente virtual";
}

function network(text) {
  byId("network").textContent = text;
  byId("network").hidden = !text;
}

function report() {
  const visible = document.visibilityState === "visible";
  const ids = [...unreported].slice(0, 100);
  if (!ids.length) return;
  if (visible) ids.forEach((id) => unreported.delete(id));
  api.seen(ids, visible).catch(() => visible && ids.forEach((id) => unreported.add(id)));
}

async function catchUp() {
  try {
    const told = await api.since(stream.cursor);
    told.messages.forEach((data) => stream.told({ kind: "message", data }));
    held(told.held);
  } catch (problem) {
    if (problem.status === 401) leave();
  }
}

function leave() {
  stream?.end();
  location.replace("/chat");
}

const handlers = {
  message: (message) => {
    show(message);
    report();
  },
  mine: (message) => show(message),
  typing: startTyping,
  held,
  online: () => {
    clearTimeout(offlineTimer);
    network("");
  },
  // A moment without network is not worth a word.
  offline: () => {
    clearTimeout(offlineTimer);
    offlineTimer = setTimeout(() => network("Sem conexão. Assim que voltar, a conversa continua daqui."), 3000);
  },
  catchup: catchUp,
  refused: catchUp,
};

function startNewer() {
  byId("newer").addEventListener("click", () => {
    toEnd();
    scroll.focus({ preventScroll: true });
  });
  scroll.addEventListener("scroll", () => {
    if (atEnd()) byId("newer").hidden = true;
  });
}

function startComposer() {
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 144)}px`;
  };
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    const phone = matchMedia("(pointer: coarse)").matches;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !phone) {
      event.preventDefault();
      byId("composer").requestSubmit();
    }
  });
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    grow();
    writeText(text);
    field.focus();
  });
  byId("attach").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", ({ target }) => {
    const [file] = target.files;
    target.value = "";
    if (file) attach(file);
  });
  for (const button of byId("starters").querySelectorAll("button")) {
    button.addEventListener("click", () => writeText(button.textContent));
  }
}

async function start() {
  startComposer();
  startNewer();
  const told = await api.history();
  told.messages.forEach(show);
  byId("starters").hidden = told.messages.length > 0;
  held(told.held);
  toEnd();
  const cursor = Math.max(0, ...told.messages.map((one) => one.seq));
  stream = new Stream(cursor, (kind, data) => handlers[kind]?.(data));
  stream.start();
  document.addEventListener("visibilitychange", report);
  addEventListener("online", () => stream.source && stream.listen());
  report();
  field.focus({ preventScroll: true });
}

start().catch((problem) => (problem.status === 401 ? leave() : network("Não deu para abrir a conversa. Recarregue a página.")));
