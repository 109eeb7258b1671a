// What is heard and what is said, in words: always on, in one place above the buttons.

import { button, el } from "/widget/dom.js";

const LINGER_MS = 400; // nothing may move under the finger that silenced the voice
const HEARD_MS = 4000; // words that were heard and became no question, such as "louder"
const WAYS = ["again", "touch", "keyboard", "phone", "human"];

export class Captions {
  // `go`: one function for each way on: again, touch, keyboard, phone, human
  constructor(go) {
    this.go = go;
    this.text = el("p", { class: "caption", tabindex: "0" });
    this.ways = el("div", { class: "ways" });
    this.node = el("section", { class: "captions", hidden: true }, this.text, this.ways);
  }

  word(words) {
    this.words = words;
    this.node.setAttribute("aria-label", words.captions);
  }

  show(kind, text, lang, ways = []) {
    clearTimeout(this.fading);
    this.node.hidden = !text;
    this.node.dataset.kind = kind;
    this.text.textContent = text;
    this.text.lang = lang ?? this.words.lang;
    const known = ways.filter((way) => WAYS.includes(way));
    this.ways.replaceChildren(...known.map((way) => button(this.words.ways[way], () => this.take(way))));
  }

  listening() {
    this.show("heard", this.words.listening);
  }

  recognising() {
    this.show("heard", this.words.recognising);
  }

  heard(text, isFinal) {
    this.show("heard", text);
    if (isFinal) this.fade(HEARD_MS);
  }

  spoken({ caption, language }) {
    this.show("spoken", caption, language === "en" ? "en" : "zh-CN");
  }

  // Stays until somebody takes one of the ways on, or says or asks something.
  fault(text, ways) {
    this.show("fault", text, undefined, ways);
  }

  take(way) {
    this.clear();
    this.go[way]();
  }

  get isHeard() {
    return this.node.dataset.kind === "heard";
  }

  // A fault's words outlive the voice that reads them out.
  silent() {
    if (this.node.dataset.kind === "spoken") this.fade(LINGER_MS);
  }

  fade(ms) {
    this.fading = setTimeout(() => this.clear(), ms);
  }

  clear() {
    this.show("", "");
  }
}
