// Tries the widget's looks live. A page sets the same properties in its own style sheet.

const looks = document.querySelector("#looks");
const options = document.querySelector("#options");
const snippet = document.querySelector("#snippet");

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [sheet];

const value = (input) => (input.type === "number" ? `${input.value || 0}px` : input.value);

function changed() {
  const set = [...looks.elements].filter((input) => input.value);
  const css = set.map((input) => `  ${input.name}: ${value(input)};`).join("\n");
  sheet.replaceSync(`wenzheng-widget {\n${css}\n}`);
  const data = [...options.elements]
    .filter((input) => input.value)
    .map((input) => ` data-${input.name}="${input.value}"`)
    .join("");
  const source = new URL("/widget/widget.js", location.href);
  snippet.textContent = `<script async src="${source}"${data}></script>\n\nwenzheng-widget {\n${css}\n}`;
}

// Attributes are read when the widget starts, so the page starts again with them.
function chosen() {
  const query = new URLSearchParams();
  for (const { name, value: given } of options.elements) if (given) query.set(name, given);
  location.search = query;
}

function embed() {
  const query = new URLSearchParams(location.search);
  const script = document.createElement("script");
  script.async = true;
  script.src = "/widget/widget.js";
  for (const input of options.elements) {
    input.value = query.get(input.name) ?? "";
    if (input.value) script.dataset[input.name] = input.value;
  }
  document.head.append(script);
}

embed();
changed();
looks.addEventListener("input", changed);
options.addEventListener("change", chosen);
document.addEventListener("click", ({ target }) => {
  const type = target.dataset.event;
  if (type) document.dispatchEvent(new CustomEvent(type, { detail: { text: "依申请公开多久答复？" } }));
});
