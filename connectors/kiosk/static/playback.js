// The voice: parts are played one after another, each with its caption. A part without sound shows
// its caption for as long as it takes to read.

export class Playback {
  // `told`: caption(frame), silent()
  constructor(told) {
    this.told = told;
    this.queue = [];
  }

  // Browsers let a page make sound only after a touch; called at each one.
  unlock() {
    this.context ??= new AudioContext();
    if (this.context.state === "suspended") this.context.resume();
  }

  get isSpeaking() {
    return this.current !== undefined;
  }

  add(frame, sound) {
    if (frame.id === this.interrupted) return; // was on its way when we were interrupted
    this.latest = frame.id;
    this.queue.push({ frame, sound });
    if (!this.current) this.next();
  }

  async next() {
    const part = this.queue.shift();
    this.current = part;
    if (!part) return this.told.silent();
    const buffer = part.sound && (await this.decode(part.sound));
    if (this.current !== part) return undefined; // stopped meanwhile
    const ended = () => this.current === part && this.next();
    this.told.caption(part.frame);
    if (buffer) this.play(buffer, ended);
    else this.timer = setTimeout(ended, part.frame.duration_ms);
    return undefined;
  }

  // Sound that cannot be played is still captioned.
  async decode(sound) {
    this.unlock();
    try {
      return await this.context.decodeAudioData(sound);
    } catch {
      return undefined;
    }
  }

  play(buffer, ended) {
    this.source = this.context.createBufferSource();
    this.source.buffer = buffer;
    this.source.connect(this.context.destination);
    this.source.onended = ended;
    this.source.start();
  }

  // Silence at once, without waiting for the server to stop sending.
  interrupt() {
    this.interrupted = this.latest;
    this.stop();
  }

  stop() {
    const wasSpeaking = this.isSpeaking;
    this.queue = [];
    this.current = undefined;
    clearTimeout(this.timer);
    if (this.source) {
      this.source.onended = null;
      this.source.stop();
      this.source.disconnect();
      this.source = undefined;
    }
    if (wasSpeaking) this.told.silent();
  }

  forget() {
    this.stop();
    this.context?.close();
    this.context = undefined;
  }
}
