// The list: rows come and go as conversations change, more pages load as one scrolls, ages tick.
import { desk, fragment, later, morph, morphChildren, user } from "./common.js";
import { open } from "./panes.js";

const list = document.getElementById("list");
const rows = document.getElementById("rows");
const empty = document.getElementById("empty");
const order = new Map();
const ahead = Date.now() - new Date(desk?.dataset.now || Date.now()); // of the server's clock

export function fits(change) {
  const { tray, channel, label, search, reasons } = list.dataset;
  const human = change.owner === "human";
  const mine = human && change.agent === user;
  const trays = {
    waiting: change.owner === "queued",
    mine: mine && !change.snoozed,
    others: human && !mine,
    snoozed: mine && change.snoozed,
    approvals: change.asking,
    bot: change.owner === "bot",
    closed: change.owner === "closed",
  };
  if (search || tray === "mentions") return null;
  return trays[tray] && (!channel || channel === change.channel) && (!label || change.labels.includes(label))
    && (!reasons || reasons.split(" ").includes(change.reason));
}

export function changed(change) {
  count(change.counts);
  if (change.kinds.includes("note")) retrays();
  if (!change.order) return;
  const now = rows.querySelector(`.row[data-id="${CSS.escape(change.id)}"]`);
  const fit = fits(change);
  if (!change.row) { // not for these eyes any more
    if (now && fit === false) leave(now);
    return blank();
  }
  order.set(change.id, change.order);
  const box = document.createElement("template");
  box.innerHTML = change.row.trim();
  const fresh = box.content.firstElementChild;
  if (fit === false && now) leave(now);
  else if (now) {
    if (now.classList.contains("open")) fresh.classList.add("open");
    morph(now, fresh);
  } else if (fit) enter(fresh, change.order);
  if (fit === null && !now) reloadSoon();
  blank();
}

function enter(row, place) {
  row.classList.add("new");
  const before = [...rows.querySelectorAll(".row")].find((other) => {
    const at = order.get(other.dataset.id);
    return at ? less(place, at) : urgency(row) < urgency(other);
  });
  rows.insertBefore(row, before || rows.querySelector(".more"));
}

function leave(row) {
  const near = row.nextElementSibling || row.previousElementSibling;
  if (row.contains(document.activeElement)) near?.querySelector("a")?.focus();
  row.remove();
}

const less = (one, other) => one[0] - other[0] || (one[1] < other[1] ? -1 : 1);
const urgency = (row) => Number([...row.classList].find((name) => /^p\d$/.test(name))?.slice(1) ?? 9);

function blank() {
  empty.hidden = Boolean(rows.querySelector(".row"));
}

function count(counts) {
  const numbers = {
    waiting: counts.waiting,
    mine: counts.agents[user] || 0,
    others: counts.held - (counts.agents[user] || 0),
    snoozed: counts.snoozed[user] || 0,
    approvals: counts.approvals,
  };
  for (const [name, value] of Object.entries(numbers)) put(document.querySelector(`[data-count="${name}"]`), value);
  for (const area of document.querySelectorAll("[data-area]")) {
    put(area, area.dataset.area.split(" ").reduce((sum, reason) => sum + (counts.reasons[reason] || 0), 0));
  }
  document.title = document.title.replace(/^(\(\d+\) )?/, counts.waiting ? `(${counts.waiting}) ` : "");
}

function put(place, value) {
  if (!place) return;
  place.textContent = value;
  place.toggleAttribute("data-zero", !value);
}

export const retrays = later(async () => {
  const fresh = await fragment(`/desk?${desk.dataset.query}`, "trays");
  if (fresh) morphChildren(document.getElementById("trays"), fresh);
}, 500);

export async function reloadList() {
  const fresh = await fragment(`/desk?${desk.dataset.query}`, "rows");
  if (!fresh) return;
  morphChildren(rows, fresh);
  mark();
  blank();
}
const reloadSoon = later(reloadList, 1500);

function mark() {
  const ids = new Set([...document.querySelectorAll(".pane")].map((pane) => pane.dataset.id));
  for (const row of rows.querySelectorAll(".row")) row.classList.toggle("open", ids.has(row.dataset.id));
}

async function more(link) {
  link.textContent = "Carregando…";
  link.removeAttribute("id");
  const fresh = await fragment(link.href, "rows");
  if (!fresh) return (link.textContent = "Mostrar mais");
  link.parentElement.replaceWith(fresh);
  watchEnd();
}

const end = new IntersectionObserver((seen) => seen.filter((one) => one.isIntersecting).forEach((one) => {
  end.unobserve(one.target);
  more(one.target);
}), { root: rows, rootMargin: "600px" });

function watchEnd() {
  const link = document.getElementById("more");
  if (link) end.observe(link);
}

export function span(minutes) {
  if (minutes < 1) return "menos de 1 min";
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days) return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
  if (hours) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${minutes} min`;
}

function tick() {
  for (const age of rows.querySelectorAll(".age")) {
    age.textContent = `há ${span(Math.max(0, Math.floor((Date.now() - ahead - new Date(age.dateTime)) / 60000)))}`;
  }
}

export function startList() {
  rows.addEventListener("click", (event) => {
    const link = event.target.closest(".row a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.closest(".row").dataset.id, { beside: event.altKey });
  });
  for (const field of list.querySelectorAll("select")) field.addEventListener("change", () => field.form.requestSubmit());
  document.addEventListener("panes:shown", mark);
  watchEnd();
  mark();
  setInterval(tick, 30000);
}
