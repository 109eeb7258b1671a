// The button on the page and the panel it opens: layout, keyboard, and what is worded once.

import { button, el, svg } from "./dom.js";
import { Suggestions } from "./suggestions.js";

const BUBBLE = "M4 4h16v12h-9l-5 4v-4H4zm4 5v2h2V9zm3 0v2h2V9zm3 0v2h2V9z";
const SEND = "M3 20 21 12 3 4v6l11 2-11 2z";
const CLOSE = "m6 7 1-1 5 5 5-5 1 1-5 5 5 5-1 1-5-5-5 5-1-1 5-5z";

const icon = (path) => svg(24, path, { class: "icon", "aria-hidden": "true" });

export class Panel {
  // `told`: ask(text), human(), language(), elder(), restart(), opened(), closed(), place(code),
  // composing()
  constructor(log, settings, told) {
    Object.assign(this, { log, settings, told });
    this.unread = 0;
    this.buildLauncher();
    this.buildHeader();
    this.buildStart();
    this.buildComposer(settings.server);
    this.live = el("div", { class: "hidden", "aria-live": "polite" });
    log.node.prepend(this.start);
    this.section = el(
      "section",
      { class: "panel", id: "panel", role: "dialog", "aria-labelledby": "title", hidden: true },
      this.header,
      this.tools,
      this.confirm,
      log.node,
      this.person,
      this.status,
      this.composer,
    );
    this.section.addEventListener("keydown", (event) => this.key(event));
    this.root = el("div", { class: "root" }, this.launcher, this.section, this.live);
  }

  buildLauncher() {
    this.launcherText = el("span", { class: "label" });
    this.badge = el("span", { class: "badge", "aria-hidden": "true", hidden: true });
    this.launcher = button([icon(BUBBLE), this.launcherText, this.badge], () => this.open(), {
      class: "launcher",
      "aria-expanded": "false",
      "aria-controls": "panel",
    });
  }

  buildHeader() {
    this.title = el("h2", { id: "title" });
    this.closer = button(icon(CLOSE), () => this.close(), { class: "closer" });
    this.header = el("div", { class: "header" }, this.title, this.closer);
    this.languageButton = button("", () => this.told.language());
    this.elderButton = button("", () => this.told.elder());
    this.restartButton = button("", () => this.askRestart(true));
    this.places = el("select", {
      hidden: true,
      onchange: () => this.told.place(this.places.value),
    });
    this.tools = el(
      "div",
      { class: "tools", role: "group" },
      this.languageButton,
      this.elderButton,
      this.restartButton,
      this.places,
    );
    this.confirm = el("div", { class: "confirm", role: "alertdialog", hidden: true });
    this.status = el("p", { class: "status", role: "status" });
    this.person = el("p", { class: "status person" }); // its changes are announced as messages
  }

  buildStart() {
    this.welcome = el("p", { class: "text" });
    this.hotTitle = el("h3", {});
    this.hotList = el("ul", {});
    this.hot = el("div", { class: "hot", hidden: true }, this.hotTitle, this.hotList);
    this.start = el("div", { class: "start" }, this.welcome, this.hot);
  }

  buildComposer(server) {
    this.input = el("textarea", { rows: "1", maxlength: "2000", enterkeyhint: "send" });
    this.input.addEventListener("input", () => {
      this.fit();
      this.told.composing();
    });
    this.suggestions = new Suggestions(this.input, server, {
      found: (count) => this.announce(this.words.suggestionsFound(count)),
      chosen: (question) => this.ask(question),
    });
    this.sender = button(icon(SEND), () => this.ask(this.input.value), { class: "sender" });
    this.humanButton = button("", () => this.told.human(), { class: "human" });
    this.composer = el(
      "div",
      { class: "composer" },
      this.suggestions.node,
      el("div", { class: "row" }, this.input, this.sender),
      this.humanButton,
    );
  }

  // Puts every fixed word in the language given.
  word(words, title) {
    this.words = words;
    this.title.textContent = title ?? words.title;
    this.launcherText.textContent = words.launcher;
    this.closer.setAttribute("aria-label", words.close);
    this.tools.setAttribute("aria-label", words.settings);
    this.languageButton.textContent = words.otherLanguage;
    this.languageButton.lang = words.lang === "en" ? "zh-CN" : "en";
    this.elderButton.textContent = words.elder;
    this.restartButton.textContent = words.restart;
    this.places.setAttribute("aria-label", words.place);
    this.welcome.textContent = words.welcome;
    this.hotTitle.textContent = words.hot;
    this.log.node.setAttribute("aria-label", words.log);
    this.input.placeholder = words.ask;
    this.input.setAttribute("aria-label", words.ask);
    this.sender.setAttribute("aria-label", words.send);
    this.suggestions.node.setAttribute("aria-label", words.suggestions);
    this.humanButton.textContent = words.human;
    this.live.lang = words.lang;
    this.askRestart(false);
    this.showUnread(this.unread);
    this.showConnected(this.connected ?? true);
  }

  showHot(questions) {
    const item = (question) => el("li", {}, button(question, () => this.told.ask(question)));
    this.hotList.replaceChildren(...questions.map(item));
    this.hot.hidden = !questions.length;
  }

  showPlaces(places, chosen) {
    const option = ({ code, name }) => el("option", { value: code, selected: code === chosen }, name);
    const all = [{ code: "", name: this.words.wholeDistrict }, ...places];
    this.places.replaceChildren(...all.map(option));
    this.places.hidden = !places.length;
  }

  showUnread(count) {
    this.unread = count;
    this.badge.textContent = count > 99 ? "99+" : String(count);
    this.badge.hidden = !count;
    const { open, unread } = this.words;
    this.launcher.setAttribute("aria-label", count ? `${open}，${unread(count)}` : open);
  }

  // A short break is not worth a word.
  showConnected(isConnected) {
    this.connected = isConnected;
    clearTimeout(this.offline);
    if (isConnected) this.status.textContent = "";
    else this.offline = setTimeout(() => (this.status.textContent = this.words.reconnecting), 2500);
  }

  // Said again only where it has changed.
  showPerson(text) {
    if (this.person.textContent !== text) this.person.textContent = text;
  }

  // A new child each time: screen readers then read the same words twice if they come twice.
  announce(text) {
    if (text) this.live.replaceChildren(el("p", {}, text));
  }

  askRestart(isAsked) {
    const { restartConfirm, yes, no } = this.words;
    const decided = (isSure) => {
      this.askRestart(false);
      if (isSure) this.told.restart();
      this.restartButton.focus();
    };
    this.confirm.hidden = !isAsked;
    this.confirm.setAttribute("aria-label", restartConfirm);
    const keep = button(no, () => decided(false));
    this.confirm.replaceChildren(
      el("p", {}, restartConfirm),
      button(yes, () => decided(true)),
      keep,
    );
    if (isAsked) keep.focus();
  }

  ask(text) {
    if (!text.trim()) return this.input.focus();
    this.input.value = "";
    this.suggestions.close();
    this.fit();
    this.input.focus();
    return this.told.ask(text.trim());
  }

  // The input grows with what is typed, up to four lines.
  fit() {
    const lines = this.input.value.split("\n").length;
    const full = Math.ceil((this.input.value.length * 1.1 * this.emWidth()) / this.input.clientWidth);
    this.input.rows = Math.min(4, Math.max(lines, full || 1));
  }

  emWidth() {
    return parseFloat(getComputedStyle(this.input).fontSize);
  }

  key(event) {
    // While an input method composes, Enter and Escape belong to it (229: Safari's way to say so).
    if (event.isComposing || event.keyCode === 229) return;
    const isInput = event.target === this.input;
    const isHandled =
      (isInput && this.suggestions.key(event)) || (isInput && this.enter(event)) || this.escape(event);
    if (isHandled) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  enter(event) {
    if (event.key !== "Enter" || event.shiftKey) return false;
    this.ask(this.input.value);
    return true;
  }

  escape(event) {
    if (event.key !== "Escape") return false;
    if (this.confirm.hidden) this.close();
    else this.askRestart(false);
    return true;
  }

  get isOpen() {
    return !this.section.hidden;
  }

  open() {
    this.section.hidden = false;
    this.launcher.hidden = true;
    this.launcher.setAttribute("aria-expanded", "true");
    this.showUnread(0);
    this.told.opened();
    this.log.toEnd();
    this.input.focus();
  }

  close() {
    this.section.hidden = true;
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
    this.told.closed();
  }
}
