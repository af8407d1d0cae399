// Ties the page together: which phone is in hand, what it shows, and what changes.
import * as api from "./api.js";
import { Chat } from "./chat.js";
import { startComposer } from "./composer.js";
import { avatar, byId, h } from "./dom.js";
import { phone as shown, time } from "./format.js";
import { drawPeople } from "./people.js";
import * as sheet from "./sheet.js";
import { startTheme } from "./theme.js";

const CONNECTION = {
  connected: "conectado",
  waiting: "aguardando o assistente",
  refused: "o assistente recusou a verificação",
};
const KEY = "phone";

const phones = new Map();
let people = [];
let current = null;
let after = 0;
let loadedAt = 0;
let stream = null;
let uses = 0;
let sending = Promise.resolve();

// One after the other: what is sent in two requests at once may arrive in either order.
function say(message) {
  const phone = current;
  if (phone) sending = sending.then(() => api.write(phone, message));
  return sending;
}

const chat = new Chat({
  press: async (message, option) => {
    const said = option.template
      ? { type: "button", payload: option.id, text: option.title }
      : { type: "button_reply", id: option.id, title: option.title };
    await say({ ...said, context_id: message.id });
  },
  openList: (message) =>
    sheet.openList(message, (row) => say({ type: "list_reply", ...row, context_id: message.id })),
});

async function use(phone, name) {
  const turn = ++uses;
  stream?.close(); // the chat that was shown is no longer read
  try {
    if (!phones.has(phone)) remember(await api.changePhone(phone, { name }));
    const { after: at, messages } = await api.getChat(phone);
    if (turn !== uses) return; // another was chosen meanwhile
    current = phone;
    loadedAt = at;
    after = Math.min(after, at); // what came since the chat was read is heard again
    localStorage.setItem(KEY, phone);
    sheet.close();
    chat.load(phones.get(phone), messages);
    setView("chat");
    draw();
  } finally {
    if (turn === uses) follow();
  }
}

function remember(phone) {
  phones.set(phone.phone, { unread: 0, held: 0, ...phones.get(phone.phone), ...phone });
}

function draw() {
  drawPeople(people, current, use);
  byId("dock").replaceChildren(...[...phones.values()].map(dockItem));
  const phone = phones.get(current);
  byId("owner-name").textContent = phone?.name ?? "Nenhum aparelho";
  byId("owner-phone").textContent = phone ? shown(phone.phone) : "Adicione um número para começar";
  byId("power").checked = phone?.on ?? true;
  byId("power").disabled = !phone;
  byId("power-text").textContent = (phone?.on ?? true) ? "Aparelho ligado" : "Aparelho desligado";
  byId("powered-off").hidden = phone?.on ?? true;
  byId("held").textContent = phone?.held
    ? `${phone.held === 1 ? "1 mensagem espera" : `${phone.held} mensagens esperam`} o aparelho ligar.`
    : "As mensagens chegam quando ele for ligado.";
  byId("starters").hidden = !phone || !chat.empty;
}

function dockItem(phone) {
  const label = phone.unread ? `${phone.name}, ${phone.unread} por ler` : phone.name;
  const unread = phone.unread && phone.phone !== current ? h("span", { class: "badge", "aria-hidden": "true" }, phone.unread) : null;
  return h("li", {}, h("button", {
    class: phone.on ? "dock-item" : "dock-item off", type: "button", title: label, "aria-label": label,
    "aria-pressed": String(phone.phone === current), onclick: () => use(phone.phone, phone.name),
  }, avatar(phone.name, phone.phone), unread));
}

function follow() {
  stream?.close();
  const seen = document.visibilityState === "visible" && phones.get(current)?.on;
  const heard = (handle) => (told, seq) => {
    after = Math.max(after, seq);
    if (told.listed) remember(told.listed);
    handle(told, seq);
    draw();
  };
  stream = api.listen(after, seen ? current : null, {
    message: heard(({ phone, message }) => {
      if (phone !== current || !message) return;
      chat.upsert(message);
      const answered = message.reply_to && chat.messages.get(message.reply_to);
      if (answered) chat.markChosen(answered);
    }),
    typing: heard(({ phone }, seq) => {
      if (phone === current && seq > loadedAt && phones.get(phone)?.on) chat.startTyping();
    }),
    phone: heard(() => {}),
    connection: heard(({ state }) => showConnection(state)),
  });
}

function showConnection(state) {
  byId("connection").dataset.state = state;
  byId("connection-text").textContent = CONNECTION[state];
  chat.setIdle(state === "connected" ? "online" : "conta comercial");
}

async function setPower(on) {
  remember(await api.changePhone(current, { on }));
  draw();
  follow();
}

function setView(view) {
  document.body.dataset.view = view;
  for (const tab of document.querySelectorAll(".tabs button")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.view === view));
  }
}

function startNewPhone() {
  const dialog = byId("new-phone");
  byId("add-phone").addEventListener("click", () => dialog.showModal());
  byId("new-phone-cancel").addEventListener("click", () => dialog.close());
  byId("new-phone-form").addEventListener("submit", (event) => {
    const form = new FormData(event.target);
    const digits = form.get("phone").replace(/\D/g, "");
    const phone = digits.length <= 11 ? `55${digits}` : digits;
    event.target.reset();
    phones.delete(phone);
    use(phone, form.get("name").trim());
  });
}

async function start() {
  startTheme();
  sheet.start();
  startNewPhone();
  startComposer(say, () => current);
  byId("power").addEventListener("change", (event) => setPower(event.target.checked));
  byId("turn-on").addEventListener("click", () => setPower(true));
  for (const tab of document.querySelectorAll(".tabs button")) {
    tab.addEventListener("click", () => setView(tab.dataset.view));
  }
  document.addEventListener("visibilitychange", follow);
  const tick = () => (byId("clock").textContent = time(new Date()));
  setInterval(tick, 10000);
  tick();
  const state = await api.getState();
  ({ people, after } = state);
  state.phones.forEach(remember);
  showConnection(state.connection);
  const wanted = new URLSearchParams(location.search).get("telefone") ?? localStorage.getItem(KEY);
  const first = phones.has(wanted) ? wanted : phones.keys().next().value;
  if (first) {
    await use(first);
  } else {
    chat.load(null, []);
    draw();
    follow();
  }
}

start();
