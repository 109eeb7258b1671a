// What the server says, frame by frame (docs/kiosk.md), and what the page does about it.

import { wordsOf } from "./log.js";

const WAITS_FOR_FAULT = new Set(["fault", "idle"]); // purposes whose words are on the screen anyway

export class Receiver {
  constructor(page) {
    this.page = page;
  }

  take(frame, sound) {
    const { kind } = frame;
    if (Object.hasOwn(Receiver.prototype, kind)) this[kind](frame, sound);
  }

  ready(frame) {
    const { page } = this;
    page.presence.wipeAfter = frame.idle_wipe_s;
    page.dock.hearing = frame.hearing;
    page.dock.showMicrophone(page.ear.isListening);
    page.tellReady(frame);
  }

  user(event) {
    this.page.captions.clear();
    this.event(event);
  }

  reply(event) {
    this.event(event);
    this.page.announce(wordsOf(event));
  }

  notice(event) {
    this.reply(event);
  }

  event(event) {
    const { page } = this;
    page.log.add(event);
    page.showTalk();
  }

  typing() {
    if (this.page.log.isUnanswered) this.page.log.showTyping(true);
  }

  transcript({ text, is_final: isFinal, ignored }) {
    const { page } = this;
    if (ignored) {
      page.ear.wasEcho();
      page.captions.clear();
    } else if (text) {
      page.captions.heard(text, isFinal);
    } else if (isFinal && page.captions.isHeard) {
      page.captions.clear();
    }
  }

  heard() {
    this.page.ear.over();
    if (this.page.captions.isHeard) this.page.captions.recognising();
  }

  speech(frame, sound) {
    this.page.presence.stayed();
    this.page.playback.add(frame, sound);
  }

  stop() {
    this.page.playback.stop();
  }

  // Our own fault in one turn: its note stands by the question, with the ways on in the captions.
  fault({ text, ways }) {
    const { page } = this;
    page.ear.over();
    page.captions.fault(text, ways);
    page.announce(text);
  }

  idle({ seconds_left: seconds }) {
    this.page.idle.show(this.page.words, seconds);
  }

  active() {
    this.page.idle.close();
  }

  phone(code) {
    this.page.phoneCode.showCode(this.page.words, code);
  }

  error({ code, msg_id: msgId }) {
    const { page } = this;
    const text = page.words.errors[code] ?? page.words.errors.other;
    if (msgId) page.log.failed(msgId, text);
    else page.captions.fault(text, []);
    page.announce(text);
  }
}

export const isOnScreen = ({ purpose }) => WAITS_FOR_FAULT.has(purpose);
