// Similar questions while one is being typed (联想).

import { el } from "./dom.js";

const PAUSE_MS = 120;

export class Suggestions {
  // `told`: found(count), chosen(question)
  constructor(input, server, told) {
    Object.assign(this, { input, server, told });
    this.node = el("ul", { class: "suggestions", role: "listbox", id: "suggestions", hidden: true });
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", "suggestions");
    input.addEventListener("input", (event) => !event.isComposing && this.soon());
    input.addEventListener("compositionend", () => this.soon());
    input.addEventListener("blur", () => this.close());
    this.close();
  }

  get open() {
    return !this.node.hidden;
  }

  soon() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.look(), PAUSE_MS);
  }

  async look() {
    this.asking?.abort();
    const typed = this.input.value.trim();
    if (typed.length < 2) return this.close();
    this.asking = new AbortController();
    const url = new URL("/web/suggest", this.server);
    url.searchParams.set("q", typed.slice(0, 100));
    try {
      const response = await fetch(url, { signal: this.asking.signal });
      const { questions = [] } = await response.json();
      return this.show(questions.filter((question) => question !== typed));
    } catch {
      return this.close(); // typing goes on without
    }
  }

  show(questions) {
    if (!questions.length) return this.close();
    this.at = -1;
    const option = (question, index) =>
      el("li", {
        role: "option",
        id: `suggestion-${index}`,
        "aria-selected": "false",
        onmousedown: (event) => event.preventDefault(), // keeps the focus in the input
        onclick: () => this.choose(question),
      }, question);
    this.node.replaceChildren(...questions.map(option));
    this.node.hidden = false;
    return this.told.found(questions.length);
  }

  close() {
    clearTimeout(this.pause);
    this.asking?.abort();
    this.node.hidden = true;
    this.node.replaceChildren();
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
  }

  choose(question) {
    this.close();
    this.told.chosen(question);
  }

  // Handles a key of the input; true where it was meant for the list.
  key(event) {
    if (!this.open) return false;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp") this.move(-1);
    else if (event.key === "Enter" && this.at >= 0) this.choose(this.node.children[this.at].textContent);
    else return false;
    return true;
  }

  move(step) {
    const options = [...this.node.children];
    const from = this.at < 0 && step < 0 ? 0 : this.at;
    this.at = (from + step + options.length) % options.length;
    options.forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === this.at));
    });
    options[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[this.at].id);
  }
}
