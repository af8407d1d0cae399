// Conversations: opened in tabs, one or two at a time, refreshed in place, with the draft left alone.
import { desk, fragment, later, morph, morphChildren, post, tell } from "./common.js";
import { mergePage } from "./pages.js";

const box = document.getElementById("panes");
const tabs = document.getElementById("tabs");
const KEY = "quita-tabs";
const SHUT = "A janela de resposta fechou. O que você escreveu continua aqui até a pessoa escrever de novo.";
let opened = JSON.parse(sessionStorage.getItem(KEY) || "[]");

const address = (id) => `/desk/conversations/${encodeURIComponent(id)}`;
const panes = () => [...box.querySelectorAll(".pane")];
export const current = () => document.activeElement?.closest?.(".pane") || panes()[0];
// Others hear of it by events, so that these modules know them and not the other way round.
const drawn = (pane) => pane.dispatchEvent(new Event("pane:drawn", { bubbles: true })); // with a new composer
const shown = () => document.dispatchEvent(new Event("panes:shown")); // others than before
const byId = (id) => panes().find((pane) => pane.dataset.id === id);

export async function open(id, { beside = false, push = true } = {}) {
  const there = byId(id);
  if (there) return there.querySelector(".log")?.focus();
  const host = document.createElement("div");
  host.className = "loading";
  host.setAttribute("role", "status");
  host.textContent = "Abrindo a conversa…";
  const first = panes()[0];
  if (beside && first) box.append(host);
  else box.replaceChildren(host);
  const fresh = await fragment(address(id), "pane");
  const pane = fresh?.querySelector(".pane");
  if (!pane) {
    host.textContent = "Não foi possível abrir esta conversa. Ela pode ter mudado de mãos.";
    return;
  }
  if (!host.isConnected) return; // another one was opened meanwhile
  host.replaceWith(pane);
  while (panes().length > 2) panes()[0].remove();
  settle(pane);
  if (push) history.pushState({}, "", `${address(id)}?${desk.dataset.query}`);
}

function settle(pane) {
  desk.classList.add("has-chat");
  box.classList.toggle("split", panes().length > 1);
  opened = opened.filter((one) => one.id !== pane.dataset.id);
  opened.push({ id: pane.dataset.id, title: `${pane.dataset.title} · ${pane.dataset.protocol.slice(-4)}` });
  opened = opened.slice(-8);
  const log = pane.querySelector(".log");
  log.scrollTop = log.scrollHeight;
  drawn(pane);
  shown();
  drawTabs();
  present(pane, false);
}

function drawTabs() {
  sessionStorage.setItem(KEY, JSON.stringify(opened));
  tabs.hidden = opened.length < 2;
  tabs.replaceChildren(...opened.map((one) => {
    const tab = document.createElement("span");
    tab.className = "tab";
    tab.classList.toggle("on", Boolean(byId(one.id)));
    const go = document.createElement("a");
    go.href = address(one.id);
    go.textContent = one.title;
    if (byId(one.id)) go.setAttribute("aria-current", "true");
    go.addEventListener("click", (event) => { event.preventDefault(); open(one.id, { beside: event.altKey }); });
    const shut = document.createElement("button");
    shut.type = "button";
    shut.className = "icon tiny";
    shut.setAttribute("aria-label", `Fechar a aba ${one.title}`);
    shut.textContent = "×";
    shut.addEventListener("click", () => close(one.id));
    tab.append(go, shut);
    return tab;
  }));
}

export function close(id) {
  opened = opened.filter((one) => one.id !== id);
  byId(id)?.remove();
  box.classList.toggle("split", panes().length > 1);
  if (!panes().length && opened.length) open(opened.at(-1).id);
  if (!panes().length && !opened.length) location.href = `/desk?${desk.dataset.query}`;
  shown();
  drawTabs();
}

export function step(by) {
  if (opened.length < 2) return;
  const here = opened.findIndex((one) => byId(one.id));
  open(opened[(here + by + opened.length) % opened.length].id);
}

export async function refresh(pane, { log = true, kase = true } = {}) {
  const path = address(pane.dataset.id);
  const [chat, side] = await Promise.all([log && fragment(path, "log"), kase && fragment(path, "case")]);
  if (chat) refreshChat(pane, chat);
  if (side) {
    const now = pane.querySelector(".case-side");
    if (!busy(now)) refreshCase(now, side);
  }
}

// Contacts that were asked for stay: their list is merged, and the rest is drawn around it.
function refreshCase(now, side) {
  const [list, then] = [now, side].map((place) => place.querySelector(".contacts"));
  mergePage(list, then);
  then.replaceChildren(...[...list.childNodes].map((node) => node.cloneNode(true)));
  morphChildren(now, side);
}

const busy = (side) => [...side.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.value && field.value !== field.defaultValue);

function refreshChat(pane, fresh) {
  const chat = pane.querySelector(".chat-side");
  const log = chat.querySelector(".log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const box = chat.querySelector(".composer-box");
  const next = fresh.querySelector(".composer-box");
  const text = box.querySelector("textarea");
  let kept = true;
  const same = box.dataset.state === next.dataset.state;
  if (!same) {
    if (text?.value.trim() || box.querySelector(".voice.busy")) kept = false;
    else box.replaceWith(next);
  }
  const shut = !kept && box.dataset.owner === next.dataset.owner;
  box.querySelector(".composer-foot > .button")?.toggleAttribute("disabled", shut);
  const held = chat.querySelector(".composer-box");
  for (const part of [".chat-head", ".lock", ".due", ".presence"]) {
    const now = chat.querySelector(part);
    const then = fresh.querySelector(part);
    if (now && then) morph(now, then);
    else if (now) now.remove();
    else if (then) chat.insertBefore(then.cloneNode(true), chat.querySelector(".log"));
  }
  mergePage(log, fresh.querySelector(".log"));
  if (!box.isConnected) drawn(pane);
  if (atEnd) log.scrollTop = log.scrollHeight;
  if (!kept) tell(shut ? SHUT : "Esta conversa mudou de mãos. Copie o que escreveu e atualize a página.");
  else if (pane.dataset.stale) tell(""); // what else is told stays
  pane.dataset.stale = held.dataset.stale = kept ? "" : "yes";
}

const waiting = new Map();
export function changed(change) {
  const pane = byId(change.id);
  if (!pane) return;
  const before = waiting.get(change.id);
  const only = change.kinds.every((kind) => ["message", "delivery", "presence"].includes(kind));
  waiting.set(change.id, before === undefined ? only : before && only);
  if (before !== undefined) return;
  queueMicrotask(async () => {
    const logOnly = waiting.get(change.id);
    waiting.delete(change.id);
    await refresh(pane, { kase: !logOnly });
  });
}

export function refreshAll() {
  panes().forEach((pane) => refresh(pane));
}

// Who else reads or types is told every 15 seconds, and at once when somebody begins to type.
const doing = new Map();
export function present(pane, typing) {
  if (!pane || !desk.dataset.csrf) return;
  const said = doing.get(pane.dataset.id);
  if (said && said.typing === typing && Date.now() - said.at < 15000) return;
  doing.set(pane.dataset.id, { typing, at: Date.now() });
  post(`${address(pane.dataset.id)}/presence`, { typing: typing ? "yes" : "no" }).catch(() => {});
}

export function startPanes() {
  box.addEventListener("click", (event) => {
    const pane = event.target.closest(".pane");
    if (event.target.closest(".beside") && pane) {
      const other = opened.filter((one) => one.id !== pane.dataset.id).at(-1);
      if (other && panes().length === 1) open(other.id, { beside: true, push: false });
      else if (panes().length > 1) {
        panes().filter((one) => one !== pane).forEach((one) => one.remove());
        box.classList.remove("split");
        drawTabs();
      } else tell("Abra outra conversa na lista com Alt e clique, e ela fica ao lado.", false);
    }
    // Opened on purpose: each look at what somebody sent is written down.
    const picture = event.target.closest('[data-shows="image"]');
    if (picture) {
      event.preventDefault();
      document.getElementById("viewer-picture").src = picture.href;
      document.getElementById("viewer").showModal();
    }
    const reply = event.target.closest("[data-reply]");
    if (reply && pane) {
      const text = pane.querySelector(".composer textarea");
      if (!text) return tell("Assuma a conversa para responder.", false);
      text.value = [text.value.trim(), reply.dataset.reply].filter(Boolean).join("\n");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      reply.closest("details")?.removeAttribute("open");
      text.focus();
    }
  });
  box.addEventListener("input", later((event) => {
    const text = event.target.closest?.(".composer textarea");
    if (text) present(text.closest(".pane"), true);
  }, 250));
  // An emptied box lets go of a conversation that changed hands meanwhile.
  box.addEventListener("input", (event) => {
    const held = event.target.closest?.(".composer-box");
    if (held?.dataset.stale === "yes" && !event.target.value.trim()) refresh(held.closest(".pane"));
  });
  addEventListener("popstate", () => {
    const id = location.pathname.match(/^\/desk\/conversations\/([^/]+)$/)?.[1];
    if (id) open(decodeURIComponent(id), { push: false });
    else location.reload();
  });
  setInterval(() => panes().forEach((pane) => !document.hidden && present(pane, false)), 15000);
  panes().forEach(settle);
}
