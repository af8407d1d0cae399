// Forms are sent in place; a draft is kept by the server and, should that fail, by this browser.
import { later, post, tell } from "./common.js";
import { refresh } from "./panes.js";

const KEY = (pane) => `quita-draft:${pane.dataset.id}`;

const keep = (text) => {
  const pane = text.closest(".pane");
  if (text.value) localStorage.setItem(KEY(pane), text.value);
  else localStorage.removeItem(KEY(pane));
  send(pane, text.value);
};
const send = later((pane, text) => {
  post(`/desk/conversations/${encodeURIComponent(pane.dataset.id)}/draft`, { text }).catch(() => {});
}, 600);

function recall(pane) {
  const text = pane.querySelector(".composer textarea");
  if (text && !text.value) text.value = localStorage.getItem(KEY(pane)) || "";
}

async function submit(form, button) {
  const pane = form.closest(".pane");
  const fields = new FormData(form, button);
  const path = button?.formAction && button.hasAttribute("formaction") ? button.formAction : form.action;
  let answer;
  try {
    answer = await post(path, fields);
  } catch {
    return tell("Sem conexão. Nada se perdeu: tente enviar de novo daqui a pouco.");
  }
  if (answer.problem === "reveals" && confirm(`${answer.title}.\n\n${answer.text}\n\nEnviar mesmo assim?`)) {
    fields.set("sure", "yes");
    answer = await post(path, fields);
  }
  if (!answer.ok) return tell(`${answer.title}. ${answer.text}`);
  done(form, pane, answer);
}

async function done(form, pane, answer) {
  const act = form.dataset.act;
  tell(answer.told || "", false);
  if (act === "close") return (location.href = "/desk?tray=mine");
  if (act === "reply") {
    const text = form.querySelector("textarea");
    text.value = text.defaultValue = "";
    localStorage.removeItem(KEY(pane));
    form.querySelector("[name=key]").value = answer.key;
    text.focus();
  } else form.reset();
  if (act === "unmask") pane.querySelector(".cpf").textContent = answer.cpf;
  else await refresh(pane);
  if (act === "claim") pane.querySelector(".composer textarea")?.focus();
}

export function startForms() {
  document.addEventListener("pane:drawn", (event) => recall(event.target));
  document.addEventListener("input", later((event) => {
    const text = event.target.closest?.(".composer textarea");
    if (text) keep(text);
  }, 250));
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const asks = form.dataset.confirm;
    if (form.dataset.sent || (asks && !confirm(asks))) return event.preventDefault();
    if (!form.dataset.act) return;
    event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    try {
      await submit(form, event.submitter);
    } finally {
      delete form.dataset.sent;
      event.submitter?.removeAttribute("aria-busy");
    }
  });
}
