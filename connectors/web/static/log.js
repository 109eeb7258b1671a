// The conversation as it is read: events above, what is still on its way below.

import { render, spoken } from "./blocks.js";
import { button, el } from "./dom.js";
import { canSpeak, speak, stop } from "./speech.js";

const wordsOf = (event) =>
  event.reply.blocks.map(spoken).flat(2).filter(Boolean).join("\n");

// A low rating is answered by a question: why.
const asks = ({ reply }) => reply?.blocks.some(({ type }) => type === "choices");
const isRating = (choice) => choice?.startsWith("rate:") ?? false;

export class Log {
  // `hands`: words(), map, say(text, choice), again(message), human()
  constructor(hands) {
    this.hands = hands;
    this.past = el("div", { class: "past" });
    this.waiting = el("div", { class: "waiting" });
    this.typing = el("div", { class: "typing", hidden: true });
    this.node = el(
      "div",
      { class: "log", role: "log", "aria-live": "off", tabindex: "0" },
      this.past,
      this.waiting,
      this.typing,
    );
    this.forget();
  }

  forget() {
    this.grades = new Map();
    this.ratings = new Set(); // msg_id of each rating, whose reply is no answer
    this.bubbles = new Map();
    this.notes = new Map();
    this.past.replaceChildren();
    this.waiting.replaceChildren();
    this.showTyping(false);
  }

  showTyping(isTyping, author) {
    this.typing.hidden = !isTyping;
    const dots = [1, 2, 3].map(() => el("i", {}));
    const { typing, person } = this.hands.words();
    this.typing.replaceChildren(el("span", {}, author ? person.typing(author) : typing), ...dots);
    if (isTyping) this.toEnd();
  }

  // The whole panel scrolls where the screen is too low for a log of its own.
  get scroller() {
    return this.node.scrollHeight > this.node.clientHeight ? this.node : this.node.parentElement;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  // An answer is read from its beginning, however long it is, and with its question if that is short.
  toStartOf(article) {
    const scroller = this.scroller;
    const question = article.previousElementSibling;
    const isShort = question?.offsetHeight < scroller.clientHeight / 4;
    const top = (isShort ? question : article).offsetTop;
    scroller.scrollTop = top + (scroller === this.node ? 0 : this.node.offsetTop) - 12;
  }

  said(text, isWaiting) {
    return el(
      "div",
      { class: isWaiting ? "said pending" : "said" },
      el("span", { class: "hidden" }, `${this.hands.words().you}：`),
      el("p", {}, text),
    );
  }

  // Shows what was just sent, until the server has it.
  wait(message) {
    this.unnote(message.msg_id);
    if (isRating(message.choice)) return this.noteGrade(message);
    if (this.bubbles.has(message.msg_id)) return undefined;
    const bubble = this.said(message.text, true);
    this.bubbles.set(message.msg_id, bubble);
    this.waiting.append(bubble);
    this.toEnd();
    return undefined;
  }

  // Adds an event; returns what to announce, if anything.
  add(event) {
    if (event.kind === "user") {
      this.addSaid(event);
      return "";
    }
    if (this.ratings.has(event.msg_id) && !asks(event)) return wordsOf(event);
    const article = this.answer(event);
    if (!article) return "";
    this.past.append(article);
    this.toStartOf(article);
    return wordsOf(event);
  }

  addSaid(event) {
    if (isRating(event.choice)) return this.noteGrade(event);
    this.bubbles.get(event.msg_id)?.remove();
    // Kept under its id even when confirmed: sending it again shows it only once.
    const bubble = this.said(event.text ?? "", false);
    this.bubbles.set(event.msg_id, bubble);
    this.past.append(bubble);
    this.toEnd();
    return undefined;
  }

  answer(event) {
    const words = this.hands.words();
    const { blocks, language, turn_id: turnId } = event.reply;
    const hands = {
      ...this.hands,
      words,
      rate: (turn, grade, label) => this.hands.say(label, `rate:${turn}:${grade}`),
      gradeOf: (turn) => this.grades.get(turn),
    };
    const parts = blocks.map((block) => render(block, hands)).filter(Boolean);
    if (!parts.length) return undefined;
    return el(
      "article",
      { class: event.kind, lang: language === "en" ? "en" : "zh-CN", "data-turn": turnId },
      event.author && event.kind === "agent"
        ? el("span", { class: "author" }, event.author)
        : el("span", { class: "hidden" }, `${words.assistant}：`),
      parts,
      canSpeak && event.kind !== "notice" ? this.reader(event) : null,
    );
  }

  reader(event) {
    const { read, stop: halt } = this.hands.words();
    const lang = event.reply.language === "en" ? "en-US" : "zh-CN";
    const start = () => {
      node.textContent = halt;
      node.onclick = stop;
      speak(wordsOf(event), lang, () => {
        node.textContent = read;
        node.onclick = start;
      });
    };
    const node = el("button", { type: "button", class: "read" }, read);
    node.onclick = start;
    return node;
  }

  noteGrade({ choice, msg_id: msgId }) {
    const [, turnId, grade] = /^rate:(.+):([1-5])$/.exec(choice) ?? [];
    this.ratings.add(msgId);
    if (!turnId) return;
    this.grades.set(turnId, Number(grade));
    for (const rating of this.past.querySelectorAll(".rating")) {
      if (rating.dataset.turn === turnId) this.showGrade(rating, Number(grade));
    }
  }

  showGrade(rating, grade) {
    const { rated, grades } = this.hands.words();
    rating.querySelector("p").textContent = rated(grades[grade - 1]);
    rating.querySelectorAll("button").forEach((node, index) => {
      node.setAttribute("aria-pressed", String(index + 1 === grade));
    });
  }

  // A line about one message, with what can be done about it.
  note(message, text) {
    this.unnote(message.msg_id);
    const { retry, human } = this.hands.words();
    const note = el(
      "div",
      { class: "note" },
      el("p", {}, text),
      button(retry, () => this.hands.again(message)),
      button(human, () => this.hands.human()),
    );
    this.notes.set(message.msg_id, note);
    this.waiting.append(note);
    this.toEnd();
  }

  unnote(msgId) {
    this.notes.get(msgId)?.remove();
    this.notes.delete(msgId);
  }
}
