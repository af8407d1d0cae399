// Where the person writes, and what can be sent besides text.
import { byId, h, toast } from "./dom.js";
import { openAttachments } from "./sheet.js";

const STARTERS = ["Oi, quero negociar", "Quanto eu devo?", "Quem é você?", "Recebi um SMS, é golpe?"];
const ATTACHMENTS = [
  { label: "Foto", symbol: "image", hue: 262, type: "image" },
  { label: "Documento", symbol: "doc", hue: 8, type: "document" },
  { label: "Arquivo", symbol: "plus", hue: 205, type: "file" },
  { label: "Voz", symbol: "mic", hue: 100, type: "spoken" },
  { label: "Figurinha", symbol: "sticker", hue: 32, type: "sticker" },
  { label: "Localização", symbol: "pin", hue: 145, type: "location" },
  { label: "Contato", symbol: "person", hue: 190, type: "contacts" },
];
const LARGEST = 16 * 1024 * 1024;

export function startComposer(say, current) {
  const field = byId("compose");
  const refresh = () => {
    const written = field.value.trim() !== "";
    byId("send").hidden = !written;
    byId("voice").hidden = written;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  };
  const send = async (text) => {
    if (!current()) return toast("Escolha uma pessoa primeiro.");
    field.value = "";
    refresh();
    await say({ type: "text", text });
  };
  field.addEventListener("input", refresh);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId("composer").requestSubmit();
  });
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text) send(text);
  });
  byId("photo").addEventListener("click", () => say({ type: "image" }));
  byId("voice").addEventListener("click", () => say({ type: "audio" }));
  byId("attach").addEventListener("click", () =>
    openAttachments(ATTACHMENTS, (said) => ({ file: chooseFile, spoken: speak })[said.type]?.(say) ?? say(said)),
  );
  byId("starters").replaceChildren(
    ...STARTERS.map((text) => h("button", { class: "starter", type: "button", onclick: () => send(text) }, text)),
  );
}

// A recording in which the sandbox's transcriber hears these words.
function speak(say) {
  const words = window.prompt("O que você diz na gravação?");
  if (words?.trim()) say({ type: "audio", words: words.trim() });
  return true;
}

function chooseFile(say) {
  const input = h("input", { type: "file", accept: "image/png,image/jpeg,application/pdf,audio/ogg,audio/mpeg" });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    if (file.size > LARGEST) return toast("O arquivo passa de 16 MB.");
    const type = { image: "image", audio: "audio" }[file.type.split("/")[0]] ?? "document";
    await say({ type, mime_type: file.type, filename: file.name, data_base64: await base64(file) });
  });
  input.click();
  return true;
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
