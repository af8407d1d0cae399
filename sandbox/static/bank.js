// The phone's choice of light or dark holds here too; a payment is sent once.
const theme = localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;
document.querySelector("form[method=post]")?.addEventListener("submit", (event) => {
  const button = event.target.querySelector("button");
  button.disabled = true;
  button.textContent = "Pagando…";
});
