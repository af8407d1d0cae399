// Makes elements: texts are texts, never markup.
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((one) => one !== null && one !== undefined));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = {
  copy: "M9 9h11v11H9zM15 9V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h3",
  done: "m5 12.5 4.5 4.5L19.5 7",
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2v6h-4",
  file: "M7 3h7l5 5v12a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Zm7 0v5h5M9 13h6M9 17h6",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWN[name]);
  svg.append(path);
  return svg;
}

export const byId = (id) => document.getElementById(id);

export function say(text) {
  byId("said").textContent = text;
}

// WhatsApp's *bold* and links, as elements.
export function rich(text) {
  const made = h("p", { class: "text" });
  const pattern = /\*([^*\n]+)\*|(https?:\/\/[^\s]+[^\s.,;:!?)])/g;
  let at = 0;
  for (const found of text.matchAll(pattern)) {
    made.append(text.slice(at, found.index));
    made.append(
      found[1]
        ? h("strong", {}, found[1])
        : h("a", { href: found[2], target: "_blank", rel: "noopener noreferrer" }, found[2]),
    );
    at = found.index + found[0].length;
  }
  made.append(text.slice(at));
  return made;
}
