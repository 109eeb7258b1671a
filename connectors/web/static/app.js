// Puts the widget together on a page: settings of the page and the citizen, conversation, panel.

import { Conversation } from "./conversation.js";
import { el } from "./dom.js";
import { Log } from "./log.js";
import { Panel } from "./panel.js";
import { canSpeak, stop } from "./speech.js";
import { Store } from "./store.js";
import { STRINGS } from "./strings.js";

const MAP = "https://uri.amap.com/search?keyword={q}";

export async function start(options, base) {
  const styles = await fetch(new URL("widget.css", base));
  if (!styles.ok) throw new Error(`widget.css: ${styles.status}`);
  if (!document.body) await new Promise((ready) => addEventListener("DOMContentLoaded", ready));
  new Widget(options, base).attach(await styles.text());
}

class Widget {
  constructor(options, base) {
    this.options = options;
    this.server = new URL(options.server ?? "/", base);
    this.store = new Store(this.server);
    this.language = this.chosenLanguage ?? "zh";
    this.log = new Log({
      words: () => this.words,
      map: options.map ?? MAP,
      say: (text, choice) => this.say(text, choice),
      again: (message) => this.conversation.again(message),
      human: () => this.human(),
    });
    this.panel = new Panel(this.log, { server: this.server }, {
      ask: (text) => this.say(text),
      human: () => this.human(),
      language: () => this.switchLanguage(),
      elder: () => this.switchElder(),
      restart: () => this.restart(),
      opened: () => this.opened(),
      closed: () => canSpeak && stop(),
      place: (code) => this.store.set("jurisdiction", code),
      composing: () => this.withPerson === "here" && this.conversation.composing(),
    });
    this.conversation = new Conversation(this.server, this.store, () => this.context(), {
      event: (event, isFresh) => this.event(event, isFresh),
      waiting: (message) => this.waiting(message),
      settled: (msgId) => this.log.unnote(msgId),
      slow: (message) => this.slow(message),
      failed: (message, code) => this.failed(message, code),
      typing: (isTyping, author) => this.typing(isTyping, author),
      person: (state, facts) => this.person(state, facts),
      connected: (isConnected) => this.panel.showConnected(isConnected),
      cleared: () => this.cleared(),
    });
  }

  get words() {
    return STRINGS[this.language] ?? STRINGS.zh;
  }

  attach(styles) {
    this.host = el("wenzheng-widget", {
      "data-theme": this.options.theme,
      "data-position": this.options.position,
    });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    const shadow = this.host.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(this.panel.root);
    this.setElder((this.store.get("elder") ?? this.options.elder) === "true");
    this.speak(this.language);
    document.body.append(this.host);
    this.conversation.resume();
    this.listen();
    if (this.options.open === "true") this.panel.open();
  }

  // What the page around may ask of the widget.
  listen() {
    document.addEventListener("wenzheng:open", () => this.panel.open());
    document.addEventListener("wenzheng:close", () => this.panel.close());
    document.addEventListener("wenzheng:ask", ({ detail }) => {
      this.panel.open();
      this.say(String(detail.text));
    });
  }

  // Where neither the citizen nor the page has chosen, the server goes by the question's language.
  get chosenLanguage() {
    const chosen = this.store.get("language") ?? this.options.lang;
    return chosen in STRINGS ? chosen : undefined;
  }

  context() {
    const jurisdiction = this.store.get("jurisdiction") || this.options.jurisdiction;
    return { language: this.chosenLanguage, jurisdiction };
  }

  say(text, choice) {
    this.conversation.say(text, choice);
  }

  human() {
    this.say(this.words.human, "human");
  }

  opened() {
    this.conversation.begin();
    this.store.set("read", this.conversation.last);
    if (!this.asked) this.fetchStart();
  }

  async fetchStart() {
    this.asked = true;
    try {
      const url = new URL(`/web/start?language=${this.language}`, this.server);
      const { questions, jurisdictions } = await (await fetch(url)).json();
      this.panel.showHot(questions);
      this.panel.showPlaces(jurisdictions, this.context().jurisdiction);
    } catch {
      this.asked = false; // tried again when the panel is opened again
    }
  }

  speak(language) {
    this.language = language;
    this.host.lang = this.words.lang;
    this.panel.word(this.words, this.options.title);
    this.showPerson();
  }

  switchLanguage() {
    this.speak(this.language === "en" ? "zh" : "en");
    this.store.set("language", this.language);
    this.log.forget();
    this.conversation.events.forEach((event) => this.log.add(event));
    this.conversation.unanswered.forEach(({ message }) => this.log.wait(message));
    this.conversation.tellTyping();
    this.fetchStart();
  }

  setElder(isElder) {
    this.isElder = isElder;
    this.host.toggleAttribute("data-large", isElder);
    this.panel.elderButton.setAttribute("aria-pressed", String(isElder));
  }

  switchElder() {
    this.setElder(!this.isElder);
    this.store.set("elder", this.isElder);
  }

  restart() {
    if (this.withPerson) this.conversation.leave();
    this.conversation.restart();
    this.conversation.begin();
  }

  event(event, isFresh) {
    const announcement = this.log.add(event);
    if (this.panel.isOpen) {
      this.store.set("read", event.seq);
      if (isFresh) this.panel.announce(announcement);
    } else if (announcement && event.seq > Number(this.store.get("read") ?? 0)) {
      this.panel.showUnread(this.panel.unread + 1);
      if (isFresh) this.panel.announce(this.words.unread(this.panel.unread));
    }
  }

  // An answer that comes at once needs no sign that it is coming.
  waiting(message) {
    this.log.wait(message);
    if (this.withPerson !== "here") setTimeout(() => this.conversation.tellTyping(), 150);
  }

  // Who has the conversation: a person is waited for, is here, or is gone again.
  person(state, { author, place } = {}) {
    this.withPerson = state === "gone" ? undefined : state;
    this.personFacts = { author, place };
    this.showPerson();
  }

  showPerson() {
    const { author, place } = this.personFacts ?? {};
    const { waiting, here } = this.words.person;
    const texts = { waiting: () => waiting(place), here: () => here(author) };
    this.panel.showPerson(texts[this.withPerson]?.() ?? "");
  }

  typing(isTyping, author) {
    clearTimeout(this.typingEnd);
    this.log.showTyping(isTyping, author);
    if (isTyping) this.typingEnd = setTimeout(() => this.log.showTyping(false), 10000);
  }

  slow(message) {
    this.log.note(message, this.words.slow);
    this.panel.announce(this.words.slow);
  }

  failed(message, code) {
    const text = this.words.errors[code] ?? this.words.errors.other;
    this.log.note(message, text);
    this.panel.announce(text);
  }

  cleared() {
    this.person("gone");
    this.log.forget();
    this.panel.showUnread(0);
  }
}
