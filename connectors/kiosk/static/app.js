// The kiosk's page, put together. One `Page` is one person's stay: at its end it is thrown away with
// everything it holds, and a new one is made.

import { button, el } from "/widget/dom.js";
import { Controls, Dock, Header } from "./bars.js";
import { Captions } from "./captions.js";
import { IdleWarning, PhoneCode } from "./dialogs.js";
import { Ear } from "./ear.js";
import { Keyboard } from "./keyboard.js";
import { Log } from "./log.js";
import { Playback } from "./playback.js";
import { Presence } from "./presence.js";
import { Receiver, isOnScreen } from "./receiver.js";
import { Screens } from "./screens.js";
import { Session } from "./session.js";
import { forgetStorage } from "./storage.js";
import { STRINGS } from "./strings.js";

const randomId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

class Page {
  // `notice`: the name of something to tell whoever comes next, such as "wrongKey"
  constructor(notice) {
    this.language = "zh";
    this.build();
    this.listen();
    this.word();
    this.screens.open("home");
    if (notice) this.status.textContent = this.words[notice];
    document.body.replaceChildren(this.root);
  }

  get words() {
    return STRINGS[this.language];
  }

  build() {
    const words = () => this.words;
    const ask = (text, choice) => this.ask(text, choice);
    const ways = {
      home: () => this.home(),
      type: () => this.type(),
      speak: () => this.speak(),
      phone: () => this.phone(),
      human: () => this.human(),
    };
    this.header = new Header({
      language: () => this.switchLanguage(),
      elder: () => this.toggle("data-elder", this.header.elderButton),
      contrast: () => this.toggle("data-contrast", this.header.contrastButton),
      done: () => this.leave(),
    });
    this.screens = new Screens({
      words,
      language: () => this.language,
      ask,
      hears: (hearing) => this.dock.hears(hearing),
      ...ways,
    });
    this.log = new Log({ words, say: ask, again: (message) => this.send(message), ...ways });
    this.captions = new Captions({ ...ways, again: ways.speak, touch: ways.home, keyboard: ways.type });
    this.controls = new Controls({ control: (action) => this.control(action) });
    this.keyboard = new Keyboard({ ask, closed: () => this.dock.buttons.get("type").focus() });
    this.dock = new Dock(ways);
    this.idle = new IdleWarning({ stay: () => this.stay(), leave: () => this.leave() });
    this.phoneCode = new PhoneCode({ again: () => this.phone() });
    this.buildVoice();
    this.layOut();
  }

  buildVoice() {
    this.playback = new Playback({
      caption: (frame) => this.speaking(frame),
      silent: () => this.silent(),
    });
    this.ear = new Ear({
      send: (frame) => this.session.send(frame),
      sound: (pcm) => this.session.sound(pcm),
      listening: (isListening) => this.dock.showMicrophone(isListening),
      interrupted: () => this.interrupted(),
    });
    this.receiver = new Receiver(this);
  }

  layOut() {
    this.status = el("p", { class: "status", role: "status" });
    this.live = el("div", { class: "hidden", "aria-live": "polite" });
    this.toTalk = button("", () => this.showTalk(), { class: "to-talk", hidden: true });
    this.main = el("main", {}, this.status, this.toTalk, this.screens.node, this.log.node, this.live);
    this.root = el(
      "div",
      { class: "kiosk" },
      this.header.node,
      this.main,
      this.captions.node,
      this.controls.node,
      this.keyboard.node,
      this.dock.node,
      this.idle.node,
      this.phoneCode.node,
    );
    this.log.node.hidden = true;
  }

  listen() {
    this.presence = new Presence(this.idle, {
      touched: (isOnVoice) => this.touched(isOnVoice),
      touch: () => this.session.send({ type: "touch" }),
      left: () => this.wipe(),
    });
  }

  word() {
    const { words } = this;
    document.documentElement.lang = words.lang;
    document.title = words.title;
    this.toTalk.textContent = words.toTalk;
    for (const part of [this.header, this.captions, this.controls, this.dock]) part.word(words);
    this.keyboard.word(words, this.language);
    this.log.word();
    this.dock.showMicrophone(this.ear.isListening);
  }

  // A touch silences the voice, but for the buttons that steer it.
  touched(isOnVoice) {
    this.playback.unlock();
    this.begin();
    if (!isOnVoice) this.bargeIn();
  }

  stay() {
    this.idle.close();
    this.session.send({ type: "touch" });
  }

  begin() {
    if (this.session) return;
    this.whenReady = new Promise((resolve) => (this.tellReady = resolve));
    const key = new URLSearchParams(location.hash.slice(1)).get("key") ?? undefined;
    this.session = new Session(
      { language: this.language, key },
      {
        frame: (frame, sound) => this.receiver.take(frame, sound),
        connected: (isConnected) => this.connected(isConnected),
        ended: (reason) => this.wipe(reason),
      },
    );
  }

  connected(isConnected) {
    clearTimeout(this.offline);
    if (isConnected) this.status.textContent = "";
    else this.offline = setTimeout(() => (this.status.textContent = this.words.offline), 1500);
  }

  ask(text, choice) {
    this.send({ type: "message", msg_id: randomId(), text, choice });
  }

  send(message) {
    this.begin();
    this.playback.stop(); // the server stops by itself
    this.captions.clear();
    this.keyboard.node.hidden = true;
    this.log.wait(message);
    this.session.send(message);
    this.showTalk();
  }

  human() {
    this.ask(this.words.human, "human");
  }

  async speak() {
    if (this.ear.isListening) return this.ear.finish();
    this.begin();
    this.bargeIn();
    this.keyboard.node.hidden = true;
    const { hearing } = await this.whenReady;
    if (!hearing) return this.deaf();
    try {
      await this.ear.listen(randomId());
    } catch {
      return this.captions.fault(this.words.noMicrophone, ["keyboard", "touch", "phone"]);
    }
    return this.captions.listening();
  }

  // The server says it aloud too.
  deaf() {
    this.captions.fault(this.words.noHearing, ["touch", "keyboard", "phone"]);
    this.session.send({ mode: "2pass", wav_name: randomId(), is_speaking: true });
  }

  // Somebody began to speak while the voice did.
  interrupted() {
    this.bargeIn();
    this.ear.begin(randomId());
    this.captions.listening();
  }

  bargeIn() {
    if (!this.playback.isSpeaking) return;
    this.playback.interrupt();
    this.session.send({ type: "barge_in" });
  }

  speaking(frame) {
    this.presence.stayed();
    this.ear.watch(true);
    if (!isOnScreen(frame)) this.captions.spoken(frame);
  }

  silent() {
    this.ear.watch(false);
    this.captions.silent();
  }

  control(action) {
    if (action === "stop") this.playback.interrupt();
    this.session.send({ type: "control", action });
  }

  phone() {
    this.begin();
    this.phoneCode.wait(this.words);
    this.whenReady.then(({ phone }) => {
      if (phone) this.session.send({ type: "phone" });
      else this.phoneCode.none(this.words);
    });
  }

  home() {
    this.keyboard.node.hidden = true;
    this.show(this.screens.node);
    this.screens.visit("home");
    this.toTalk.hidden = this.log.isEmpty;
  }

  type() {
    this.captions.clear();
    this.keyboard.open();
  }

  showTalk() {
    this.show(this.log.node);
    this.toTalk.hidden = true;
    this.header.doneButton.hidden = false;
  }

  show(node) {
    for (const place of [this.screens.node, this.log.node]) place.hidden = place !== node;
    this.controls.node.hidden = node !== this.log.node;
  }

  // A new child each time: screen readers then read the same words twice if they come twice.
  announce(text) {
    if (text) this.live.replaceChildren(el("p", {}, text));
  }

  switchLanguage() {
    this.language = this.language === "zh" ? "en" : "zh";
    this.session?.send({ type: "language", language: this.language });
    this.word();
    this.screens.word();
  }

  toggle(mode, control) {
    const isOn = document.documentElement.toggleAttribute(mode);
    control.setAttribute("aria-pressed", String(isOn));
    this.log.toLatest();
  }

  leave() {
    this.session?.send({ type: "bye" });
    this.wipe("bye");
  }

  // Everything of this stay ends here; whoever comes next finds nothing of it.
  wipe(reason) {
    if (this !== page) return;
    clearTimeout(this.offline);
    const { presence, session, playback, ear, log, keyboard, idle, phoneCode } = this;
    for (const part of [presence, session, playback, ear, log, keyboard, idle, phoneCode]) {
      part?.forget();
    }
    for (const mode of ["data-elder", "data-contrast"]) document.documentElement.removeAttribute(mode);
    forgetStorage();
    page = new Page({ 4403: "wrongKey", 4429: "full", continued: "continued", lost: "noService" }[reason]);
  }
}

let page = new Page();

document.addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("pagehide", () => page.session?.send({ type: "bye" }));
