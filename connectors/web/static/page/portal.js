// The model page hands its questions to the widget; any page can do the same.

const ask = (text) =>
  document.dispatchEvent(new CustomEvent("wenzheng:ask", { detail: { text } }));

document.addEventListener("click", ({ target }) => {
  const asking = target.closest("[data-ask]");
  if (asking) ask(asking.dataset.ask);
});

document.querySelector("form.search")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const input = event.target.elements.q;
  if (input.value.trim()) ask(input.value.trim());
  input.value = "";
});
