// The keyboard on the screen. Pinyin becomes words with the service's own input method; questions
// that fit what is typed are offered above the keys.

import { button, el } from "/widget/dom.js";
import { icon } from "./icons.js";
import { wordsFor } from "./lookups.js";

const ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const MARKS = { zh: ["，", "。", "？"], en: [",", ".", "?"] };
const MOST_LETTERS = 60;
const QUESTIONS = 3;
const MOST_CHARACTERS = 500;

export class Keyboard {
  // `told`: ask(text), closed()
  constructor(told) {
    this.told = told;
    this.letters = "";
    this.language = "zh";
    this.input = el("textarea", { rows: "1", maxlength: MOST_CHARACTERS, inputmode: "none" });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", () => this.look());
    this.questions = el("ul", { class: "matching", hidden: true });
    this.composing = el("span", { class: "letters", lang: "en" });
    this.candidates = el("div", { class: "candidates", role: "group" });
    this.more = button("", () => this.showAll(!this.isAll), { class: "more" });
    this.bar = el("div", { class: "bar" }, this.composing, this.candidates, this.more);
    this.keys = el("div", { class: "keys" });
    this.sender = button("", () => this.send(), { class: "send" });
    this.closer = button("", () => this.close(), { class: "closer" });
    this.node = el(
      "section",
      { class: "keyboard", hidden: true },
      this.questions,
      el("div", { class: "entry" }, this.input, this.sender, this.closer),
      this.bar,
      this.keys,
    );
    // A touched key must not take the cursor out of the text.
    this.node.addEventListener("pointerdown", (event) => {
      if (event.target !== this.input) event.preventDefault();
    });
  }

  word(words, language) {
    this.words = words;
    this.language = language;
    this.node.setAttribute("aria-label", words.keyboard);
    this.input.placeholder = words.ask;
    this.input.setAttribute("aria-label", words.ask);
    this.candidates.setAttribute("aria-label", words.candidates);
    this.questions.setAttribute("aria-label", words.matching);
    this.sender.textContent = words.keys.send;
    this.closer.textContent = words.keys.close;
    this.build();
    this.setLetters("");
  }

  build() {
    const rows = ROWS.map((row) =>
      el("div", { class: "row" }, [...row].map((key) => button(key, () => this.type(key)))),
    );
    const { remove, clear, space, language, languageNow } = this.words.keys;
    rows[3].append(
      button([icon("remove"), el("span", {}, remove)], () => this.remove(), { class: "wide" }),
    );
    const switcher = button([language, el("span", { class: "hidden" }, `：${languageNow}`)], () =>
      this.switchLanguage(), { class: "wide" });
    const last = el(
      "div",
      { class: "row" },
      switcher,
      MARKS[this.language].map((mark) => button(mark, () => this.type(mark))),
      button(space, () => this.space(), { class: "space" }),
      button(clear, () => this.clear(), { class: "wide" }),
    );
    this.keys.replaceChildren(...rows, last);
    this.node.dataset.language = this.language;
  }

  // The keyboard's own: a Chinese page may be asked in English.
  switchLanguage() {
    this.commit();
    this.language = this.language === "zh" ? "en" : "zh";
    this.build();
    this.keys.querySelector(".row:last-child button").focus();
  }

  get isOpen() {
    return !this.node.hidden;
  }

  open() {
    this.node.hidden = false;
    this.input.focus();
  }

  close() {
    this.node.hidden = true;
    this.told.closed();
  }

  forget() {
    this.node.hidden = true;
    this.asking?.abort();
    this.input.value = this.letters = "";
    this.candidates.replaceChildren();
    this.questions.replaceChildren();
  }

  type(key) {
    const isLetter = /[a-z]/.test(key);
    if (isLetter && this.language === "zh") {
      if (this.letters.length < MOST_LETTERS) this.setLetters(this.letters + key);
      return;
    }
    this.commit();
    this.write(this.input.value + key);
  }

  write(text) {
    this.input.value = text.slice(0, MOST_CHARACTERS);
    this.input.scrollTop = this.input.scrollHeight;
    this.look();
  }

  setLetters(letters) {
    this.letters = letters;
    this.look();
  }

  remove() {
    if (this.letters) this.setLetters(this.letters.slice(0, -1));
    else this.write([...this.input.value].slice(0, -1).join(""));
  }

  space() {
    if (this.letters) this.choose(this.found?.[0]);
    else this.write(`${this.input.value} `);
  }

  clear() {
    this.input.value = "";
    this.setLetters("");
  }

  choose(candidate) {
    if (!candidate) return;
    const { text, letters } = candidate;
    this.letters = this.letters.slice(letters);
    this.write(this.input.value + text);
  }

  // What stands in the bar goes into the text: the likeliest words, or the letters as they are.
  commit() {
    const [best] = this.found ?? [];
    const rest = best ? this.letters.slice(best.letters) : this.letters;
    this.letters = "";
    this.input.value += (best?.text ?? "") + rest;
    this.show({ candidates: [], questions: [] });
  }

  async send() {
    if (this.letters) await this.looking; // the last letter's words may be on their way
    this.commit();
    const text = this.input.value.trim();
    this.clear();
    if (text) this.told.ask(text);
  }

  look() {
    this.composing.textContent = this.letters;
    this.asking?.abort();
    this.asking = new AbortController();
    this.looking = this.find(this.asking.signal);
  }

  async find(signal) {
    const { letters } = this;
    const text = this.input.value;
    if (!letters && text.trim().length < 2) return this.show({ candidates: [], questions: [] });
    const found = await wordsFor(letters, text, this.language, signal);
    return signal.aborted ? undefined : this.show(found);
  }

  show({ candidates, questions }) {
    this.found = candidates;
    this.showAll(false);
    const item = (question) => el("li", {}, button(question, () => this.ask(question)));
    this.questions.replaceChildren(...questions.slice(0, QUESTIONS).map(item));
    this.questions.hidden = !questions.length;
  }

  showAll(isAll) {
    this.isAll = isAll;
    this.bar.toggleAttribute("data-all", isAll);
    const choice = (candidate) => button(candidate.text, () => this.choose(candidate));
    this.candidates.replaceChildren(...this.found.map(choice));
    this.more.hidden = this.found.length < 2;
    if (!isAll) this.dropWhatDoesNotFit();
    this.more.textContent = isAll ? this.words.fewer : this.words.more;
    this.more.setAttribute("aria-expanded", String(isAll));
  }

  dropWhatDoesNotFit() {
    const { candidates } = this;
    const end = candidates.getBoundingClientRect().right;
    const nodes = [...candidates.children];
    const firstOut = nodes.findIndex((node) => node.getBoundingClientRect().right > end);
    if (firstOut > 0) nodes.slice(firstOut).forEach((node) => node.remove());
    else this.more.hidden = true;
  }

  ask(question) {
    this.clear();
    this.told.ask(question);
  }

  // A real keyboard works too; while its own input method composes, Enter belongs to that.
  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") this.send();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }
}
