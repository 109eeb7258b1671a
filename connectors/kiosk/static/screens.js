// The home screen and the sections: what can be chosen without knowing what to ask.

import { button, el } from "/widget/dom.js";
import { icon } from "./icons.js";
import { greeting, questionsAbout } from "./lookups.js";
import { DOORS, ORDER, SECTIONS } from "./sections.js";

export class Screens {
  // `hands`: words(), language(), ask(text, choice), type(), home()
  constructor(hands) {
    this.hands = hands;
    this.node = el("div", { class: "screen" });
  }

  get sections() {
    return SECTIONS[this.hands.language()];
  }

  // Shows the place again in the language chosen meanwhile.
  word() {
    this.open(...this.place);
  }

  open(...place) {
    this.place = place;
    const [screen, topic] = place;
    if (screen === "home") this.showHome();
    else if (topic === undefined) this.showSections(DOORS[screen] ?? [screen]);
    else this.showTopic(screen, topic);
    this.node.scrollTop = 0;
  }

  // A change of screen is followed by the cursor, so that keyboard and screen reader go along.
  visit(...place) {
    this.open(...place);
    this.node.querySelector("h2")?.focus();
  }

  showHome() {
    const words = this.hands.words();
    const how = el("p", {}, words.how);
    const hot = el("section", { class: "hot", hidden: true, "aria-labelledby": "hot" });
    this.node.replaceChildren(
      el(
        "section",
        { class: "welcome" },
        el("h2", { tabindex: "-1" }, words.hello),
        how,
        el("div", { class: "doors" }, ["see", "ask", "do"].map((door) => this.door(door))),
      ),
      el(
        "section",
        { class: "board", "aria-labelledby": "board" },
        el("h3", { id: "board" }, words.board),
        el("ul", {}, ORDER.map((section) => el("li", {}, this.sign(section)))),
      ),
      hot,
    );
    this.fill(greeting(this.hands.language()), ({ questions, hearing }) => {
      this.hands.hears(hearing);
      if (!hearing) how.textContent = words.howDeaf;
      hot.hidden = !questions.length;
      hot.append(el("h3", { id: "hot" }, words.hot), this.list(questions.slice(0, 4)));
    });
  }

  door(name) {
    const [mark, label, about] = this.hands.words().doors[name];
    const enter = () => (name === "ask" ? this.hands.type() : this.visit(name));
    return button(
      [
        el("span", { class: "glyph", "aria-hidden": "true", lang: "zh-CN" }, mark),
        el("strong", {}, label),
        el("span", { class: "about" }, about),
      ],
      enter,
      { class: "door", "data-door": name },
    );
  }

  sign(section) {
    const { mark, name, about } = this.sections[section];
    return button(
      [
        el("span", { class: "glyph", "aria-hidden": "true", lang: "zh-CN" }, mark),
        el("span", { class: "names" }, el("strong", {}, name), el("span", { class: "about" }, about)),
      ],
      () => this.visit(section),
      { class: "sign", "data-section": section },
    );
  }

  showSections(names) {
    this.node.replaceChildren(
      ...names.map((name) => this.section(name)),
      this.footer(() => this.hands.home()),
    );
  }

  section(name) {
    const words = this.hands.words();
    const { start, topics } = this.sections[name];
    const begin = ([label, text, choice]) =>
      button(label, () => this.hands.ask(text, choice), { class: "start" });
    const topic = ([label], index) =>
      el("li", {}, button(label, () => this.visit(name, index), { class: "topic" }));
    return el(
      "section",
      { class: "section", "data-section": name, "aria-labelledby": name },
      this.heading(name),
      start.length
        ? el("div", { class: "starts", role: "group", "aria-label": words.startHere }, start.map(begin))
        : null,
      el("h3", {}, words.chooseTopic),
      el("ul", { class: "topics" }, topics.map(topic)),
    );
  }

  heading(name, title) {
    const { mark, name: label, about } = this.sections[name];
    return el(
      "header",
      {},
      el("span", { class: "glyph", "aria-hidden": "true", lang: "zh-CN" }, mark),
      el("h2", { id: name, tabindex: "-1" }, title ?? label),
      el("p", {}, title ? label : about),
    );
  }

  showTopic(name, index) {
    const words = this.hands.words();
    const [label, ...seeds] = this.sections[name].topics[index];
    const found = el("div", { class: "found", "aria-live": "polite" }, el("p", {}, words.loading));
    this.node.replaceChildren(
      el(
        "section",
        { class: "section", "data-section": name, "aria-labelledby": name },
        this.heading(name, label),
        found,
      ),
      this.footer(() => this.visit(name)),
    );
    this.fill(questionsAbout(seeds, this.hands.language()), (questions) => {
      found.replaceChildren(
        questions.length ? this.list(questions) : el("p", {}, words.topicEmpty),
      );
    });
  }

  // Puts in what was looked up, if the screen is still the one it was looked up for.
  async fill(looking, put) {
    const { place } = this;
    const found = await looking;
    if (this.place === place) put(found);
  }

  list(questions) {
    const item = (question) =>
      el("li", {}, button(question, () => this.hands.ask(question), { class: "question" }));
    return el("ul", { class: "questions" }, questions.map(item));
  }

  footer(back) {
    const words = this.hands.words();
    return el(
      "nav",
      { class: "onward", "aria-label": words.back },
      button([icon("back"), words.back], back),
      button(words.askOwn, () => this.hands.type()),
    );
  }
}
