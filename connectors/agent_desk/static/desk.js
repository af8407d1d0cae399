// Keeps the desk fresh without losing what is being written. Every page also works without this.
"use strict";

const REFRESH_MS = 3000;
const log = document.getElementById("log");
const notice = document.getElementById("notice");
const live = [...document.querySelectorAll("[data-live]")];

function tell(words) {
  notice.textContent = words;
  notice.hidden = !words;
}

// Makes one tree like another and keeps every node that did not change, so that focus, selection and
// what a screen reader has read stay where they are.
function morph(now, then) {
  if (now.isEqualNode(then)) return;
  if (now.nodeName !== then.nodeName) return now.replaceWith(then.cloneNode(true));
  if (now.nodeType !== Node.ELEMENT_NODE) { now.data = then.data; return; }
  for (const name of now.getAttributeNames()) if (!then.hasAttribute(name)) now.removeAttribute(name);
  for (const name of then.getAttributeNames()) {
    if (now.getAttribute(name) !== then.getAttribute(name)) now.setAttribute(name, then.getAttribute(name));
  }
  const old = [...now.childNodes];
  const next = [...then.childNodes];
  next.forEach((child, place) => (place < old.length ? morph(old[place], child) : now.append(child.cloneNode(true))));
  old.slice(next.length).forEach((child) => child.remove());
}

// The box with the draft changes only when somebody else owns the conversation, and not over words.
function morphComposer(now, then) {
  if (now.dataset.state === then.dataset.state) return true;
  const text = now.querySelector("textarea");
  if (text && text.value.trim()) return false;
  morph(now, then);
  return true;
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.redirected) return tell("Sua sessão terminou. Copie o que escreveu, atualize a página e entre de novo.");
  if (!answer.ok) return tell("Não foi possível atualizar agora. Tentando de novo…");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const atEnd = log && log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  let kept = true;
  for (const now of live) {
    const then = fresh.getElementById(now.id);
    if (now.dataset.live === "draft") kept = morphComposer(now, then);
    else morph(now, then);
  }
  if (atEnd) log.scrollTop = log.scrollHeight;
  document.title = fresh.title;
  tell(kept ? "" : "Esta conversa mudou de mãos. Copie o que escreveu e atualize a página.");
}

async function keepFresh() {
  try {
    if (!document.hidden) await refresh();
  } catch {
    tell("Sem conexão. Tentando de novo…");
  }
  setTimeout(keepFresh, REFRESH_MS);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const asks = form.dataset.confirm;
  if (form.dataset.sent || (asks && !confirm(asks))) event.preventDefault();
  else form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "text") {
    event.target.form.requestSubmit();
  }
});

if (log) log.scrollTop = log.scrollHeight;
if (live.length) setTimeout(keepFresh, REFRESH_MS);
