// The panel beside the phone: who there is to be, and what they know.
import { avatar, byId, copy, h, icon } from "./dom.js";
import { phone as shown } from "./format.js";

export function drawPeople(people, current, use) {
  byId("people-count").textContent = people.length ? `${people.length} pessoas` : "";
  byId("people").replaceChildren(...(people.length ? people.map((one) => card(one, one.phone === current, use)) : [nobody()]));
}

function card(person, current, use) {
  const action = current
    ? h("p", { class: "in-use" }, icon("sent"), "Em uso neste telefone")
    : h("button", { class: "button ghost", type: "button", onclick: () => use(person.phone, person.name) }, "Usar este telefone");
  return h("li", { class: current ? "person current" : "person" },
    h("div", { class: "person-head" }, avatar(person.name, person.phone), h("h3", {}, person.name)),
    person.note ? h("p", { class: "person-note" }, person.note) : null,
    h("dl", { class: "facts" },
      fact("Telefone", shown(person.phone), person.phone),
      fact("CPF", person.cpf, person.cpf),
      fact("Nascimento", person.birth_date, person.birth_date)),
    h("p", { class: "hints" },
      "CPF:",
      ...person.cpf_parts.map((part, at) => hint(PARTS[at], part))),
    action);
}

const PARTS = ["1º ao 3º", "4º ao 6º", "7º ao 9º"];

function fact(label, text, value) {
  const name = `Copiar ${label === "CPF" ? "CPF" : label.toLowerCase()}`;
  const button = h("button", { class: "icon-button", type: "button", "aria-label": name, title: name, onclick: () => copy(value, `${label}: copiado`) }, icon("copy"));
  return h("div", { class: "fact" }, h("dt", {}, label), h("dd", {}, text), button);
}

const hint = (label, value) =>
  h("button", { class: "hint", type: "button", title: "Copiar", onclick: () => copy(value, `${value}: copiado`) }, `${label}: ${value}`);

function nobody() {
  return h("li", { class: "nobody" },
    "Ninguém por aqui ainda. Rode ", h("code", {}, "quita demo"),
    " para criar pessoas com dívidas de exemplo, ou adicione um aparelho pelo botão +.");
}
