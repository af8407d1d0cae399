// The SMS of the phone in hand: the newest is shown, and its link opens as a phone would open it.
import { byId, h } from "./dom.js";

const EVERY = 2000; // milliseconds
const LINK = /https?:\/\/\S+/;
let shown = "";

function body(text) {
  const found = text.match(LINK);
  if (!found) return h("p", {}, text);
  const [before, after] = [text.slice(0, found.index), text.slice(found.index + found[0].length)];
  return h("p", {}, before, h("a", { href: found[0], target: "_blank", rel: "noopener" }, found[0]), after);
}

function replyForm(phone) {
  const field = h("input", { "aria-label": "Responder por SMS", placeholder: "Responder por SMS (SAIR para parar)" });
  const send = async (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text: field.value }) };
    field.value = "";
    await fetch(`/sms/phones/${phone}`, options);
    look();
  };
  return h("form", { onsubmit: send }, field, h("button", { type: "submit" }, "Enviar"));
}

async function look() {
  const phone = localStorage.getItem("phone");
  if (!phone) return;
  const { messages } = await (await fetch(`/sms/phones/${phone}`)).json();
  const key = `${phone}:${messages.at(-1)?.seq ?? 0}`;
  if (key === shown) return;
  shown = key;
  const newest = messages.slice(-2).map((one) =>
    h("div", {}, h("h2", {}, one.direction === "in" ? "Você, por SMS" : "SMS recebido"), body(one.text)));
  byId("sms").hidden = newest.length === 0;
  byId("sms").replaceChildren(...newest, replyForm(phone));
}

function prefill() {
  const text = new URLSearchParams(location.search).get("texto");
  if (!text) return;
  byId("compose").value = text;
  byId("compose").dispatchEvent(new Event("input"));
}

prefill();
setInterval(() => look().catch(() => {}), EVERY);
look().catch(() => {});
