// What the page asks of the server. Every message has an id of its own, so that sending it again,
// after a network that failed, stores it once.
const JSON_HEADERS = { "Content-Type": "application/json" };

export class Refused extends Error {
  constructor(status, reason, wait) {
    super(reason);
    Object.assign(this, { status, reason, wait });
  }
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

async function ask(path, options) {
  const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  if (answer.status === 204) return null;
  if (answer.ok) return answer.json();
  const told = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, told.error ?? "", Number(answer.headers.get("Retry-After")) || 0);
}

export const history = () => ask("/chat/history");
export const since = (seq) => ask(`/chat/since?after=${seq}`);
export const write = (message) =>
  ask("/chat/messages", { method: "POST", headers: JSON_HEADERS, body: JSON.stringify(message) });
export const seen = (ids, read) =>
  ask("/chat/seen", { method: "POST", headers: JSON_HEADERS, body: JSON.stringify({ ids, read }), keepalive: true });
export const upload = (id, file) =>
  ask(`/chat/files?id=${id}&name=${encodeURIComponent(file.name)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
