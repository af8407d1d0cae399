// Plain forms that lead to another page: asked about first where that is wise, and sent once.
function settle(form, busy) {
  form.toggleAttribute("data-sent", busy);
  for (const button of form.querySelectorAll("button")) {
    if (busy) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
}

export function startOnce() {
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      const asks = form.dataset.confirm;
      if (form.hasAttribute("data-sent") || (asks && !confirm(asks))) return event.preventDefault();
      settle(form, true);
    });
  }
  // A page that the browser had kept is fresh again.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-once]").forEach((form) => settle(form, false)));
}
