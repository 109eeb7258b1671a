// One person's stay at the machine, over one WebSocket (docs/kiosk.md). Its token lives in memory
// only: a page that is loaded again begins anew.

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 3000;
const GRACE_MS = 10000; // so long the server keeps the session of a lost connection
const PING_MS = 20000;
const SILENCE_MS = 30000;

export class Session {
  // `start`: language, key. `told`: frame(frame, sound), connected(isConnected), ended(reason)
  constructor(start, told) {
    Object.assign(this, { start, told });
    this.waiting = []; // frames to send once the server is ready
    this.unanswered = new Map();
    this.last = 0;
    this.failures = 0;
    this.open();
  }

  open() {
    this.ready = false;
    const socket = new WebSocket(new URL("/kiosk/ws", location.href.replace(/^http/, "ws")));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.greet();
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = ({ code }) => socket === this.socket && this.closed(code);
    this.socket = socket;
    this.listen();
  }

  greet() {
    const { language, key } = this.start;
    const resume = this.token && { session: this.token, after: this.last };
    this.write({ type: "start", language, speech: "wav", key, ...resume });
  }

  write(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  // A frame that may wait for the connection; questions are sent again until they are answered.
  send(frame) {
    if (frame.type === "message") this.unanswered.set(frame.msg_id, frame);
    else if (!this.ready) this.waiting.push(frame);
    if (this.ready) this.write(frame);
  }

  // Sound does not wait: what was said into a broken line is said again.
  sound(samples) {
    if (this.ready) this.socket.send(samples);
  }

  receive(data) {
    this.listen();
    if (typeof data !== "string") {
      const spoken = this.speech;
      this.speech = undefined;
      if (spoken) this.told.frame(spoken, data);
      return;
    }
    const frame = JSON.parse(data);
    if (frame.kind === "speech" && frame.bytes > 0) this.speech = frame; // its sound comes next
    else this.handle(frame);
  }

  handle(frame) {
    if (frame.kind === "wipe") return this.end(frame.reason);
    if (frame.seq > 0) {
      if (frame.seq <= this.last) return undefined;
      this.last = frame.seq;
    }
    if (frame.kind === "ready") this.begin(frame);
    if (frame.kind === "reply" || frame.kind === "error") this.unanswered.delete(frame.msg_id);
    return this.told.frame(frame);
  }

  begin({ session }) {
    this.token = session;
    this.ready = true;
    this.failures = 0;
    this.lostAt = undefined;
    for (const message of this.unanswered.values()) this.write(message); // the same id, one turn
    for (const frame of this.waiting.splice(0)) this.write(frame);
    this.told.connected(true);
  }

  listen() {
    clearTimeout(this.silence);
    clearTimeout(this.ping);
    this.ping = setTimeout(() => this.ready && this.write({ type: "ping" }), PING_MS);
    this.silence = setTimeout(() => this.socket.close(), SILENCE_MS);
  }

  closed(code) {
    this.ready = false;
    this.speech = undefined;
    clearTimeout(this.silence);
    clearTimeout(this.ping);
    if (code === 1000 || (code >= 4400 && code < 4500)) return this.end(String(code));
    this.lostAt ??= Date.now();
    if (this.token && Date.now() - this.lostAt > GRACE_MS) return this.end("lost");
    this.told.connected(false);
    this.retry = setTimeout(
      () => this.open(),
      Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures),
    );
    this.failures += 1;
    return undefined;
  }

  end(reason) {
    this.forget();
    this.told.ended(reason);
  }

  forget() {
    const { socket } = this;
    this.socket = undefined; // what it still says is not heard
    this.ready = false;
    this.token = undefined;
    this.waiting = [];
    this.unanswered.clear();
    clearTimeout(this.silence);
    clearTimeout(this.ping);
    clearTimeout(this.retry);
    socket?.close(1000);
  }
}
