// The sheet that rises inside the phone: a list's options, or what can be attached.
import { byId, h, icon } from "./dom.js";

let opener = null;

function open(title, content, foot = null) {
  const sheet = byId("sheet");
  opener = document.activeElement;
  const shut = h("button", { class: "icon-button", type: "button", "aria-label": "Fechar", onclick: close }, icon("close"));
  sheet.replaceChildren(
    h("div", { class: "sheet-head" }, h("h2", { id: "sheet-title" }, title), shut),
    h("div", { class: "sheet-body" }, content),
    ...(foot ? [h("div", { class: "sheet-foot" }, foot)] : []),
  );
  sheet.hidden = byId("veil").hidden = false;
  (sheet.querySelector(".sheet-body input, .sheet-body button") ?? shut).focus();
}

export function close() {
  if (byId("sheet").hidden) return;
  byId("sheet").hidden = byId("veil").hidden = true;
  opener?.focus();
}

export function start() {
  byId("veil").addEventListener("click", close);
  byId("sheet").addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "Tab") return;
    const stops = [...byId("sheet").querySelectorAll("button, input, a")];
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement === edge) {
      event.preventDefault();
      (event.shiftKey ? stops.at(-1) : stops[0]).focus();
    }
  });
}

export function openList(message, send) {
  const rows = new Map();
  const content = message.list.sections.map((section) => [
    section.title ? h("h3", {}, section.title) : null,
    ...section.rows.map((row) => {
      rows.set(row.id, row);
      const texts = h("span", {}, row.title, row.description ? h("small", {}, row.description) : null);
      return h("label", { class: "row" }, texts, h("input", { type: "radio", name: "row", value: row.id }));
    }),
  ]);
  const form = h("form", {
    onsubmit: (event) => {
      event.preventDefault();
      const row = rows.get(new FormData(form).get("row"));
      if (!row) return;
      close();
      send(row);
    },
  }, content.flat());
  form.id = "list-form";
  open(message.list.button, form, h("button", { class: "button", form: "list-form", type: "submit" }, "Enviar"));
}

export function openAttachments(options, pick) {
  const buttons = options.map(({ label, symbol, hue, ...said }) =>
    h("button", { class: "attachment", type: "button", onclick: () => { close(); pick(said); } },
      h("span", { style: `--hue:${hue}` }, icon(symbol)), label),
  );
  open("Anexar", h("div", { class: "attachments" }, buttons));
}
