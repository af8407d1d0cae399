// What the page asks of the sandbox.
import { toast } from "./dom.js";

async function call(path, method = "GET", body = undefined) {
  const response = await fetch(path, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

export const getState = () => call("/phone/api/state");
export const getChat = (phone) => call(`/phone/api/chats/${phone}`);
export const changePhone = (phone, change) => call(`/sandbox/phones/${phone}`, "PUT", change);

export async function write(phone, message) {
  try {
    return await call(`/sandbox/phones/${phone}/messages`, "POST", message);
  } catch {
    toast("Não deu para enviar. Tente de novo.");
    return null;
  }
}

export function listen(after, open, handlers) {
  const query = new URLSearchParams({ after, ...(open ? { open } : {}) });
  const stream = new EventSource(`/phone/api/events?${query}`);
  for (const [kind, handle] of Object.entries(handlers)) {
    stream.addEventListener(kind, (event) => handle(JSON.parse(event.data), Number(event.lastEventId)));
  }
  return stream;
}
