// What the modules share: the page's data, asking the server for a part, morphing one tree into another.
export const desk = document.getElementById("desk");
export const user = desk?.dataset.user;
const notice = document.getElementById("notice");

export function tell(words, stays = true) {
  notice.textContent = words;
  notice.hidden = !words;
  if (words && !stays) setTimeout(() => notice.textContent === words && tell(""), 4000);
}

export async function ask(path, part, options = {}) {
  const headers = { "X-Desk": part, ...options.headers };
  const answer = await fetch(path, { ...options, headers, credentials: "same-origin" });
  if (answer.status === 401) tell("Sua sessão terminou. O que você escreveu ficou guardado. Entre de novo em outra aba e continue aqui.");
  return answer;
}

export async function fragment(path, part) {
  const answer = await ask(path, part);
  if (!answer.ok) return null;
  const box = document.createElement("template");
  box.innerHTML = await answer.text();
  return box.content;
}

export async function post(path, fields) {
  const files = fields instanceof FormData && [...fields.values()].some((one) => one instanceof File);
  const body = files ? fields : new URLSearchParams(fields);
  if (!body.has("csrf")) body.set("csrf", desk.dataset.csrf);
  const answer = await ask(path, "json", { method: "POST", body });
  return { status: answer.status, ...(await answer.json()) };
}

// Makes one tree like another and keeps every node that did not change, so that focus, selection and
// what a screen reader has read stay where they are. What somebody is writing is never touched.
export function morph(now, then) {
  if (now.isEqualNode(then)) return;
  if (now.nodeName !== then.nodeName) return now.replaceWith(then.cloneNode(true));
  if (now.nodeType !== Node.ELEMENT_NODE) { now.data = then.data; return; }
  if (/^(TEXTAREA|INPUT|SELECT)$/.test(now.nodeName) && now.type !== "hidden") return;
  for (const name of now.getAttributeNames()) if (!then.hasAttribute(name) && name !== "open") now.removeAttribute(name);
  for (const name of then.getAttributeNames()) {
    if (now.getAttribute(name) !== then.getAttribute(name)) now.setAttribute(name, then.getAttribute(name));
  }
  morphChildren(now, then);
}

export function morphChildren(now, then) {
  const old = [...now.childNodes];
  const next = [...then.childNodes];
  next.forEach((child, place) => (place < old.length ? morph(old[place], child) : now.append(child.cloneNode(true))));
  old.slice(next.length).forEach((child) => child.remove());
}

export function later(work, wait) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), wait);
  };
}
