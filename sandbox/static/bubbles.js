// One message becomes one list item.
import { byId, copy, h, icon } from "./dom.js";
import { reais, rich, size, time } from "./format.js";

const business = byId("chat-name").textContent;
const TICKS = {
  pending: ["sent", "enviada"],
  delivered: ["both", "entregue"],
  read: ["both", "lida"],
};

export function bubble(message, act, chosen) {
  const item = h("li", {
    class: ["message", message.mine && "mine", message.kind === "sticker" && "bare"].filter(Boolean).join(" "),
    "data-id": message.id,
    "data-kind": message.kind,
  });
  item.append(h("div", { class: "bubble" }, who(message), quote(message), body(message), meta(message)));
  const choices = choicesOf(message, act, chosen);
  if (choices.length) item.append(h("div", { class: "choices" }, choices));
  return item;
}

export function typingBubble() {
  const dots = h("div", { class: "typing" }, h("i"), h("i"), h("i"));
  return h("li", { class: "message first", "data-typing": true }, h("div", { class: "bubble", role: "img", "aria-label": "digitando" }, dots));
}

const who = (message) => h("span", { class: "hidden" }, message.mine ? "Você: " : `${business}: `);

function quote(message) {
  if (!message.quote || message.reply_id) return null;
  return h("div", { class: "quote" }, h("b", {}, message.quote.mine ? "Você" : business), h("span", {}, message.quote.text));
}

function body(message) {
  const parts = [];
  if (message.header) parts.push(h("p", { class: "bubble-head" }, ...rich(message.header)));
  if (message.pix) parts.push(codeCard("pix", "Pix copia e cola", message.pix));
  else if (message.boleto) parts.push(codeCard("barcode", "Linha digitável do boleto", message.boleto));
  else parts.push(...special(message));
  if (message.footer) parts.push(h("p", { class: "bubble-foot" }, message.footer));
  return parts;
}

function special(message) {
  const room = message.footer ? null : h("span", { class: "gap", "aria-hidden": "true" });
  const text = message.text ? [h("div", { class: "bubble-text" }, ...rich(message.text), room)] : [];
  switch (message.kind) {
    case "image": {
      const link = { class: "photo", href: message.media.url, target: "_blank", rel: "noopener noreferrer" };
      return [h("a", link, h("img", { src: message.media.url, alt: message.text || "Foto" })), ...text];
    }
    case "audio": return [voice(message.media)];
    case "video":
    case "document": return [file(message.media), ...text];
    case "order": return [labelled("doc", "Pedido", "Catálogo")];
    case "revoke": return [h("em", {}, "Mensagem apagada")];
    case "sticker": return [h("span", { class: "sticker-face", role: "img", "aria-label": "Figurinha" }, "🥳")];
    case "location": return [labelled("pin", message.text || "Localização", "Localização")];
    case "contacts": return [labelled("person", message.text, "Contato")];
    case "unsupported": return [h("em", {}, "Mensagem editada")];
    default: return message.order ? [...text, order(message.order)] : text;
  }
}

function codeCard(symbol, title, code) {
  return h("div", { class: "card" }, h("p", { class: "card-head" }, icon(symbol), title), h("p", { class: "code" }, code));
}

function order({ items, total_cents }) {
  const lines = items.map((item) =>
    h("p", { class: "card-line" }, h("span", {}, item.quantity > 1 ? `${item.quantity} × ${item.name}` : item.name), h("span", {}, reais(item.cents * item.quantity))),
  );
  return h("div", { class: "card" }, h("p", { class: "card-head" }, icon("pix"), "Pagamento"), lines,
    h("p", { class: "card-total" }, h("span", {}, "Total"), h("b", {}, reais(total_cents))));
}

function file(media) {
  const link = { class: "file", href: media.url, target: "_blank", rel: "noopener noreferrer" };
  const kind = media.mime_type === "application/pdf" || media.name.endsWith(".pdf") ? "PDF" : "Arquivo";
  return h("a", link, icon("doc"), h("span", {}, h("b", {}, media.name), h("small", {}, media.size ? `${kind} · ${size(media.size)}` : kind)));
}

const labelled = (symbol, text, kind) =>
  h("p", { class: "file" }, icon(symbol), h("span", {}, h("b", {}, text), h("small", {}, kind)));

function voice(media) {
  const audio = new Audio(media.url);
  audio.preload = "metadata";
  const bars = Array.from({ length: 26 }, (_, n) => h("i", { style: `height:${24 + ((n * 37) % 17) * 4}%` }));
  const length = h("small", {}, "0:00");
  const button = h("button", { type: "button", "aria-label": "Ouvir a mensagem de voz", onclick: () => (audio.paused ? audio.play() : audio.pause()) }, icon("play"));
  const show = () => button.replaceChildren(icon(audio.paused ? "play" : "pause"));
  const seconds = (value) => `${Math.floor(value / 60)}:${String(Math.round(value % 60)).padStart(2, "0")}`;
  audio.addEventListener("loadedmetadata", () => (length.textContent = seconds(audio.duration)));
  audio.addEventListener("play", show);
  audio.addEventListener("pause", show);
  audio.addEventListener("timeupdate", () => {
    const played = (audio.currentTime / audio.duration) * bars.length;
    bars.forEach((bar, n) => bar.classList.toggle("played", !audio.ended && n < played));
  });
  return h("div", { class: "voice" }, button, h("span", { class: "wave", "aria-hidden": "true" }, bars), length);
}

function meta(message) {
  const at = h("time", {}, time(new Date(message.timestamp * 1000)));
  if (!message.mine) return h("p", { class: "meta" }, at);
  const [symbol, label] = TICKS[message.status] ?? TICKS.pending;
  return h("p", { class: "meta" }, at, h("span", { class: `ticks ${message.status}`, role: "img", "aria-label": label, title: label }, icon(symbol)));
}

function choicesOf(message, act, chosen) {
  const code = message.pix ?? message.order?.pix;
  const payUrl = message.pay_url ?? message.order?.pay_url;
  const line = message.boleto ?? message.order?.boleto;
  const away = { class: "choice", target: "_blank", rel: "noopener" };
  const choices = [];
  if (message.mine) return choices;
  if (code) {
    choices.push(h("button", { class: "choice", type: "button", onclick: () => copy(code, "Código Pix copiado") }, icon("copy"), "Copiar código"));
    choices.push(h("a", { ...away, href: payUrl }, icon("bank"), "Abrir no banco"));
  }
  if (line) {
    choices.push(h("button", { class: "choice", type: "button", onclick: () => copy(line, "Linha digitável copiada") }, icon("copy"), "Copiar linha digitável"));
    if (!code && payUrl) choices.push(h("a", { ...away, href: payUrl }, icon("bank"), "Abrir no banco"));
  }
  if (message.link) choices.push(h("a", { ...away, href: message.link.url }, icon("link"), message.link.display_text));
  if (message.list) choices.push(h("button", { class: "choice", type: "button", "aria-haspopup": "dialog", onclick: () => act.openList(message) }, icon("list"), message.list.button));
  for (const option of message.buttons ?? []) {
    const picked = chosen === option.id;
    choices.push(h("button", { class: picked ? "choice chosen" : "choice", type: "button", onclick: () => act.press(message, option) }, picked ? icon("sent") : null, option.title));
  }
  return choices;
}
