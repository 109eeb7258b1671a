// Keeps one transport open: climbs down where one is blocked, comes back after a loss.

import { openEventStream, openPoll, openSocket } from "./transports.js";

const LADDER = [openSocket, openEventStream, openPoll];
const READY_MS = 4000; // a transport that says nothing for so long is blocked on the way
const SILENCE_MS = 50000; // the server or our pings are heard every 25 s at least
const STEADY_MS = 5000; // until a connection is trusted; one that comes and goes is a failing one
const TRIES = 3; // for a transport that has worked here before, until the next one is tried
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;

// How long to wait after so many failures. Jitter keeps a thousand widgets from coming back in the
// same instant.
export function pause(failures) {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  return longest / 2 + Math.random() * (longest / 2);
}

export class Connection {
  // `where`: {server, token, after()}; `told`: event(envelope), state(isReady), refused()
  constructor(where, told) {
    this.where = where;
    this.told = told;
    this.rung = 0;
    this.failures = 0;
    this.wake = () => this.retryNow();
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.open();
  }

  open() {
    this.ready = false;
    this.watch(READY_MS);
    try {
      this.transport = LADDER[this.rung](this.where, {
        heard: () => this.watch(this.ready ? SILENCE_MS : READY_MS),
        event: (envelope) => this.receive(envelope),
        ended: (reason) => this.ended(reason),
      });
    } catch {
      this.ended("lost"); // the browser or the page's policy forbids this transport outright
    }
  }

  receive(envelope) {
    if (envelope.kind === "ready") {
      this.ready = true;
      this.proven = this.rung;
      this.watch(SILENCE_MS);
      this.steady = setTimeout(() => (this.failures = 0), STEADY_MS);
    }
    this.told.event(envelope);
    if (envelope.kind === "ready") this.told.state(true);
  }

  send(envelope) {
    if (this.ready) this.transport.send(envelope);
  }

  watch(ms) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.ended("lost"), ms);
  }

  ended(reason) {
    const wasReady = this.ready;
    this.drop();
    this.told.state(false);
    if (reason === "session") return this.told.refused();
    if (!wasReady && (this.rung !== this.proven || this.failures >= TRIES)) {
      this.rung = (this.rung + 1) % LADDER.length;
      if (this.rung > 0) return this.open();
    }
    this.retry = setTimeout(() => this.open(), pause(this.failures));
    this.failures += 1;
    return undefined;
  }

  retryNow() {
    if (document.hidden || !this.retry) return;
    clearTimeout(this.retry);
    this.retry = undefined;
    this.open();
  }

  drop() {
    this.ready = false;
    clearTimeout(this.silence);
    clearTimeout(this.retry);
    clearTimeout(this.steady);
    this.retry = undefined;
    this.transport?.close();
    this.transport = undefined;
  }

  close() {
    this.drop();
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
  }
}
