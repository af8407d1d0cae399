// Pages of messages and of contacts: older ones on demand, and a fresh page put into what is shown.
import { fragment, morph, morphChildren, tell } from "./common.js";

const items = (list) => [...list.children].filter((node) => node.dataset.mark);
const control = (list) => [...list.children].find((node) => "control" in node.dataset);
const from = (more) => more.querySelector("[data-more]").dataset.more;
const byMark = (one, other) => (one.dataset.mark < other.dataset.mark ? -1 : 1);

// Puts nodes into a list in their order; what is there already stays where it is.
function place(list, nodes) {
  const wanted = new Set(nodes);
  [...list.children].forEach((node) => wanted.has(node) || node.remove());
  nodes.forEach((node, at) => list.children[at] === node || list.insertBefore(node, list.children[at] || null));
}

function arrange(list, found, more) {
  const newestFirst = list.dataset.pages === "newest-first";
  const rest = more ? [more] : [];
  place(list, newestFirst ? [...found.reverse(), ...rest] : [...rest, ...found]);
}

// Shows a fresh first page. Older messages that were asked for stay, unless some are missing between.
export function mergePage(list, fresh) {
  const next = items(fresh).sort(byMark);
  if (!next.length) return morphChildren(list, fresh);
  const shown = new Map(items(list).map((node) => [node.dataset.mark, node]));
  const oldest = next[0].dataset.mark;
  const kept = shown.has(oldest) ? [...shown.values()].filter((node) => node.dataset.mark < oldest) : [];
  const merged = next.map((node) => {
    const old = shown.get(node.dataset.mark);
    if (!old) return node.cloneNode(true);
    morph(old, node);
    return old;
  });
  const now = control(list);
  let more = control(fresh)?.cloneNode(true);
  if (kept.length || (now && more && from(now) === from(more))) more = now; // it may be at work
  arrange(list, [...kept.sort(byMark), ...merged], more);
}

export async function older(link) {
  if (link.dataset.busy) return;
  link.dataset.busy = "yes";
  const { more } = link.dataset;
  const list = link.closest("[data-pages]");
  const page = await fragment(more, "page").catch(() => null);
  delete link.dataset.busy;
  if (!link.isConnected || link.dataset.more !== more) return; // it was drawn anew meanwhile
  if (!page) return tell("Não deu para buscar os anteriores. Tente de novo daqui a pouco.");
  const shown = new Set(items(list).map((node) => node.dataset.mark));
  const found = [...page.children].filter((node) => node.dataset.mark && !shown.has(node.dataset.mark));
  const live = list.getAttribute("aria-live");
  const fromEnd = list.scrollHeight - list.scrollTop;
  if (live) list.setAttribute("aria-live", "off"); // what is old is not read out as if it came now
  arrange(list, [...items(list), ...found].sort(byMark), [...page.children].find((node) => "control" in node.dataset));
  if (live) {
    list.scrollTop = list.scrollHeight - fromEnd;
    setTimeout(() => list.setAttribute("aria-live", live), 500);
  }
  const next = control(list)?.querySelector("[data-more]");
  if (live || !next) list.closest("[tabindex]")?.focus({ preventScroll: true }); // not out of sight
  else next.focus();
  tell(next ? "Anteriores abertos." : "Este é o começo.", false);
}

export function startPages() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-pages] [data-more]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    older(link);
  });
}
