// One conversation: its events in order, and what has been said and not answered yet.

import { Connection, pause } from "./connection.js";

const SLOW_MS = 10000;
const COMPOSING_MS = 3000;

const randomId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

export class Conversation {
  // `told`: event(event, isFresh), waiting(message), settled(msg_id), slow(message),
  // failed(message, code), typing(isTyping, author), person(state, {author, place}),
  // connected(isConnected), cleared()
  constructor(server, store, context, told) {
    Object.assign(this, { server, store, context, told });
    this.forget();
    store.watch("session", (token) => this.follow(token));
  }

  forget() {
    this.connection?.close();
    this.connection = undefined;
    this.token = undefined;
    this.events = [];
    this.last = 0;
    this.fresh = false; // false until the stored events are here
    for (const { timer } of this.unanswered?.values() ?? []) clearTimeout(timer);
    this.unanswered = new Map();
  }

  // Takes up the conversation this browser already has, if there is one.
  resume() {
    this.follow(this.store.get("session"));
  }

  follow(token) {
    if (token === this.token) return;
    this.forget();
    this.told.cleared();
    if (token) this.connect(token);
  }

  // Makes sure that there is a conversation to speak in.
  async begin() {
    if (this.connection || this.beginning) return;
    this.beginning = true;
    try {
      const response = await fetch(new URL("/web/session", this.server), { method: "POST" });
      if (!response.ok) throw new Error(String(response.status));
      const { session } = await response.json();
      const token = this.store.get("session") ?? session; // another tab may have been faster
      this.store.set("session", token);
      this.connect(token);
      this.refusals = 0;
    } catch {
      this.told.connected(false);
      this.refusals = (this.refusals ?? 0) + 1;
      setTimeout(() => this.begin(), pause(this.refusals));
    } finally {
      this.beginning = false;
    }
  }

  connect(token) {
    this.token = token;
    const where = { server: this.server, token, after: () => this.last };
    this.connection = new Connection(where, {
      event: (envelope) => this.receive(envelope),
      state: (isReady) => this.told.connected(isReady),
      refused: () => this.renew(),
    });
  }

  // The server no longer knows the session: start another, and ask what was not answered there.
  renew() {
    const open = [...this.unanswered.values()].map(({ message }) => message);
    this.restart();
    open.forEach((message) => this.wait(message));
    this.begin();
  }

  restart() {
    this.store.remove("session");
    this.store.remove("read");
    this.forget();
    this.told.cleared();
  }

  say(text, choice) {
    const message = { type: "message", msg_id: randomId(), text, choice, ...this.context() };
    this.wait(message);
    this.connection?.send(message);
    this.begin();
  }

  again(message) {
    this.wait(message);
    this.connection?.send(message);
  }

  // A person at the other end sees that something is being written.
  composing() {
    if (Date.now() - (this.composed ?? 0) < COMPOSING_MS) return;
    this.composed = Date.now();
    this.connection?.send({ type: "typing" });
  }

  // Whoever waits for us, or talks with us, need not do so any longer.
  leave() {
    this.connection?.send({ type: "leave" });
  }

  wait(message) {
    clearTimeout(this.unanswered.get(message.msg_id)?.timer);
    const timer = setTimeout(() => this.slow(message), SLOW_MS);
    this.unanswered.set(message.msg_id, { message, timer });
    this.told.waiting(message);
  }

  slow(message) {
    this.unanswered.get(message.msg_id).isSlow = true;
    this.told.slow(message);
    this.tellTyping();
  }

  settle(msgId) {
    const open = this.unanswered.get(msgId);
    clearTimeout(open?.timer);
    this.unanswered.delete(msgId);
    this.told.settled(msgId);
    this.tellTyping();
    return open?.message;
  }

  tellTyping() {
    this.told.typing([...this.unanswered.values()].some(({ isSlow }) => !isSlow));
  }

  receive(envelope) {
    const { kind, seq } = envelope;
    if (kind === "ready") this.caughtUp();
    else if (kind === "typing") this.told.typing(true, envelope.author);
    else if (kind === "queue") this.told.person("waiting", { place: envelope.place });
    else if (kind === "error") this.refused(envelope);
    else if (seq > this.last) this.record(envelope);
  }

  record(event) {
    this.last = event.seq;
    this.events.push(event);
    if (event.person) this.told.person(event.person, event);
    this.told.event(event, this.fresh);
    if (event.kind === "reply") this.settle(event.msg_id);
  }

  refused({ code, msg_id: msgId }) {
    const message = this.settle(msgId);
    if (message) this.told.failed(message, code);
  }

  caughtUp() {
    const lastEvent = this.events[this.events.length - 1];
    if (!this.fresh && lastEvent?.kind === "user") {
      const { msg_id, text, choice } = lastEvent; // asked before the page was loaded again
      if (!this.unanswered.has(msg_id)) this.wait({ type: "message", msg_id, text, choice });
    }
    this.fresh = true;
    // The same msg_id is the same turn, however often it is sent.
    for (const { message } of this.unanswered.values()) this.connection.send(message);
  }
}
