// Draws one message: words, choices, codes to pay by, pictures, sound, files.
import { h, icon, rich, say } from "./dom.js";

const STATES = { sending: "enviando…", sent: "enviada", read: "lida" };
const HOUR = new Intl.DateTimeFormat("pt-BR", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("pt-BR", { day: "numeric", month: "long" });

export const hour = (at) => HOUR.format(new Date(at));

export function day(at) {
  const then = new Date(at).toDateString();
  const now = new Date();
  if (then === now.toDateString()) return "Hoje";
  now.setDate(now.getDate() - 1);
  return then === now.toDateString() ? "Ontem" : DAY.format(new Date(at));
}

export function draw(message, acts) {
  const mine = message.author === "person";
  const parts = mine ? own(message) : [...content(message), ...choices(message, acts)];
  const name = message.author === "agent" ? h("p", { class: "from" }, message.name ?? "Atendente") : null;
  const who = mine ? "Você: " : name ? "" : "Assistente: ";
  return h("li", { class: mine ? "bubble mine" : "bubble", "data-id": message.id, "data-from": message.author },
    h("span", { class: "hidden" }, who), name, ...parts, meta(message, acts));
}

export function meta(message, acts) {
  const state = message.author === "person" ? STATES[message.state] ?? "" : "";
  if (message.state === "failed") {
    return h("p", { class: "meta failed" }, "não foi enviada", h("button", { type: "button", onclick: () => acts.again(message) }, "tentar de novo"));
  }
  if (message.state === "refused") return h("p", { class: "meta failed" }, message.why);
  return h("p", { class: "meta" }, state ? h("span", { class: "state" }, state) : null, h("time", { datetime: message.at }, hour(message.at)));
}

function own(message) {
  const file = message.upload ? attachment(`/chat/files/${message.upload}`, message.filename, message.mime_type) : [];
  return [...file, message.text ? h("p", { class: "text" }, message.text) : null];
}

function content(message) {
  if (message.pix) return payable(message, "Pix copia e cola", message.pix, "Copiar código Pix", true);
  if (message.line) return payable(message, "Boleto", message.line, "Copiar linha digitável", false);
  if (message.kind === "audio") return [h("audio", { class: "sound", controls: "", preload: "none", src: `/chat/files/${message.file}`, "aria-label": "Mensagem de voz" })];
  if (message.kind === "image") return picture(message.link, message.caption);
  if (message.kind === "document") return [...attachment(message.link, message.filename, "application/pdf"), caption(message.caption)];
  if (message.kind === "link") {
    return [rich(message.text), h("div", { class: "acts" }, h("a", { class: "act main", href: message.url, target: "_blank", rel: "noopener" }, message.title))];
  }
  return [rich(message.text ?? "")];
}

function payable(message, title, code, label, withQr) {
  const copy = h("button", { class: "act main", type: "button" }, icon("copy"), h("span", {}, label));
  copy.addEventListener("click", () => copied(copy, label, code));
  const acts = h("div", { class: "acts" }, copy);
  if (withQr) {
    const show = h("button", { class: "act", type: "button", "aria-expanded": "false" }, icon("qr"), h("span", {}, "Mostrar QR Code"));
    show.addEventListener("click", () => toggleQr(show, message.id));
    acts.append(show);
  }
  const before = message.kind === "text" && message.text && message.text.trim() !== code ? [rich(message.text.replace(code, "").trim())] : [];
  return [...before, h("div", { class: "code" }, h("h2", {}, title), h("output", {}, code), acts)];
}

async function copied(button, label, code) {
  const text = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(code);
  } catch {
    // Without permission (or HTTPS) the code is marked, so that the phone's own menu copies it.
    const shown = button.closest(".code").querySelector("output");
    getSelection().selectAllChildren(shown);
    if (!document.execCommand("copy")) {
      text.textContent = "Segure o código para copiar";
      return;
    }
  }
  text.textContent = "Copiado";
  say("Código copiado. Cole no aplicativo do seu banco.");
  setTimeout(() => (text.textContent = label), 4000);
}

function toggleQr(button, id) {
  const acts = button.parentElement;
  const open = acts.querySelector(".qr");
  button.setAttribute("aria-expanded", String(!open));
  button.querySelector("span").textContent = open ? "Mostrar QR Code" : "Esconder QR Code";
  if (open) open.remove();
  else acts.append(h("img", { class: "picture qr", src: `/chat/qr/${id}`, alt: "QR Code do Pix, para ler com outro celular" }));
}

const caption = (text) => (text ? rich(text) : null);

function picture(link, text) {
  return [h("img", { class: "picture", src: link, alt: text ? "" : "Imagem", loading: "lazy" }), caption(text)];
}

function attachment(link, name, type) {
  if (type?.startsWith("image/")) return [h("img", { class: "picture", src: link, alt: `Imagem enviada: ${name}`, loading: "lazy" })];
  return [h("a", { class: "file", href: link, target: "_blank", rel: "noopener" }, icon("file"), h("span", {}, name || "Documento em PDF"))];
}

function choices(message, acts) {
  const options = [...(message.buttons ?? []), ...(message.rows ?? [])];
  if (!options.length) return [];
  const made = options.map((option) =>
    h("button", { class: "choice", type: "button", "data-choice": option.id, onclick: () => acts.press(message, option) },
      option.title, option.description ? h("small", {}, option.description) : null));
  return [h("div", { class: "choices", role: "group", "aria-label": "Respostas" }, ...made)];
}
