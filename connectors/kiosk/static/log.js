// The conversation as it is read: what was said, what was answered, what is on its way.

import { button, el } from "/widget/dom.js";
import { render, spoken } from "./blocks.js";

const SLOW_MS = 10000;
const MARGIN = 16; // px above the answer that is scrolled to

const isRating = (choice) => choice?.startsWith("rate:") ?? false;

export const wordsOf = (event) =>
  event.reply.blocks.flatMap(spoken).filter(Boolean).join("\n");

export class Log {
  // `hands`: words(), say(text, choice), again(message), human()
  constructor(hands) {
    this.hands = hands;
    this.past = el("div", { class: "past" });
    this.waiting = el("div", { class: "waiting" });
    this.typing = el("p", { class: "typing", hidden: true });
    this.node = el(
      "div",
      { class: "log", role: "log", "aria-live": "off", tabindex: "0" },
      this.past,
      this.waiting,
      this.typing,
    );
    this.events = [];
    this.grades = new Map();
    this.messages = new Map(); // by msg_id: what was sent here and not answered yet
    this.ratings = new Set(); // msg_id of each rating, whose reply is no answer
  }

  get isEmpty() {
    return !this.events.length && !this.messages.size;
  }

  // Shows what was just sent, until the server has it.
  wait(message) {
    if (isRating(message.choice)) return this.noteGrade(message);
    this.settle(message.msg_id);
    const bubble = this.said(message.text);
    const timer = setTimeout(() => this.note(message, this.hands.words().slow), SLOW_MS);
    this.messages.set(message.msg_id, { message, bubble, timer });
    this.waiting.append(bubble);
    this.showTyping(true);
    return undefined;
  }

  settle(msgId) {
    const { bubble, note, timer } = this.messages.get(msgId) ?? {};
    clearTimeout(timer);
    if (bubble?.parentNode === this.waiting) bubble.remove(); // not yet in the transcript
    note?.remove();
    this.messages.delete(msgId);
    this.showTyping(this.messages.size > 0);
  }

  // What became of a message that got no answer, and what can be done about it.
  note(message, text) {
    const waiting = this.messages.get(message.msg_id);
    if (!waiting) return;
    const { retry, human } = this.hands.words();
    waiting.note?.remove();
    waiting.note = el(
      "div",
      { class: "note" },
      el("p", {}, text),
      button(retry, () => this.hands.again(message)),
      button(human, () => this.hands.human()),
    );
    waiting.bubble.after(waiting.note);
    this.typing.hidden = true;
    this.toEnd();
  }

  failed(msgId, text) {
    const waiting = this.messages.get(msgId);
    clearTimeout(waiting?.timer);
    if (waiting) this.note(waiting.message, text);
  }

  // Adds an event; returns what to announce to screen readers.
  add(event) {
    this.events.push(event);
    return this.show(event);
  }

  show(event) {
    if (event.kind === "user") {
      if (isRating(event.choice)) this.noteGrade(event);
      else this.addSaid(event);
      return "";
    }
    this.settle(event.msg_id);
    if (!this.ratings.has(event.msg_id)) this.addAnswer(event);
    return wordsOf(event);
  }

  addSaid(event) {
    const waiting = this.messages.get(event.msg_id);
    waiting?.bubble.remove();
    const bubble = this.said(event.text ?? "");
    if (waiting) waiting.bubble = bubble;
    this.past.append(bubble);
    this.toEnd();
  }

  said(text) {
    const { you } = this.hands.words();
    return el("div", { class: "said" }, el("span", { class: "hidden" }, `${you}：`), el("p", {}, text));
  }

  addAnswer({ kind, reply }) {
    const words = this.hands.words();
    const hands = {
      words,
      say: this.hands.say,
      rate: (turn, grade, label) => this.hands.say(label, `rate:${turn}:${grade}`),
      gradeOf: (turn) => this.grades.get(turn),
    };
    const parts = reply.blocks.map((block) => render(block, hands)).filter(Boolean);
    if (!parts.length) return;
    const article = el(
      "article",
      { class: kind, lang: reply.language === "en" ? "en" : "zh-CN" },
      el("span", { class: "hidden" }, `${words.assistant}：`),
      parts,
    );
    this.past.append(article);
    this.toStartOf(article);
  }

  noteGrade({ choice, msg_id: msgId }) {
    const [, turnId, grade] = /^rate:(.+):([1-5])$/.exec(choice) ?? [];
    this.ratings.add(msgId);
    if (!turnId) return;
    this.grades.set(turnId, Number(grade));
    const { rated, grades } = this.hands.words();
    for (const rating of this.past.querySelectorAll(".rating")) {
      if (rating.dataset.turn !== turnId) continue;
      rating.querySelector("p").textContent = rated(grades[grade - 1]);
      rating.querySelectorAll("button").forEach((node, index) => {
        node.setAttribute("aria-pressed", String(index + 1 === Number(grade)));
      });
    }
  }

  // That an answer is coming may be told after it has come.
  get isUnanswered() {
    return this.messages.size > 0 || this.events[this.events.length - 1]?.kind === "user";
  }

  showTyping(isTyping) {
    this.typing.hidden = !isTyping;
    this.typing.textContent = this.hands.words().typing;
    if (isTyping) this.toEnd();
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  // An answer is read from its beginning, and with its question where that is short.
  toStartOf(article) {
    const question = article.previousElementSibling;
    const isShort = question?.offsetHeight < this.node.clientHeight / 4;
    this.node.scrollTop = (isShort ? question : article).offsetTop - MARGIN;
  }

  // After a change of size the answer that is being read is still before the eyes.
  toLatest() {
    const answers = this.past.querySelectorAll("article");
    if (answers.length) this.toStartOf(answers[answers.length - 1]);
  }

  // The same again in another language.
  word() {
    this.node.setAttribute("aria-label", this.hands.words().log);
    this.past.replaceChildren();
    for (const event of this.events) this.show(event);
  }

  forget() {
    for (const { timer } of this.messages.values()) clearTimeout(timer);
    this.messages.clear();
    this.events = [];
    this.grades.clear();
    this.past.replaceChildren();
    this.waiting.replaceChildren();
  }
}
