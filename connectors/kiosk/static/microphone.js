// The microphone: open only between the first "speak" and the wipe, and muted while nobody needs it.

const RATE = 16000; // Hz; the browser converts from whatever the device has

export class Microphone {
  // `heard`: called with each chunk {pcm, loudness} while listening
  constructor(heard) {
    this.heard = heard;
    this.isListening = false;
  }

  get isOpen() {
    return this.node !== undefined;
  }

  // Throws where there is no microphone or it may not be used.
  async open() {
    if (this.isOpen) return;
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    const context = new AudioContext({ sampleRate: RATE });
    await context.audioWorklet.addModule("/kiosk/static/capture-worklet.js");
    if (this.isClosed) {
      release(stream, context); // wiped while the browser was asking for permission
      return;
    }
    Object.assign(this, { stream, context });
    this.node = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
    this.node.port.onmessage = ({ data }) => this.isListening && this.heard(data);
    context.createMediaStreamSource(stream).connect(this.node);
    this.listen(this.isListening);
  }

  get rate() {
    return this.context.sampleRate;
  }

  listen(isListening) {
    this.isListening = isListening;
    for (const track of this.stream?.getTracks() ?? []) track.enabled = isListening;
  }

  close() {
    this.isClosed = true;
    this.isListening = false;
    if (!this.isOpen) return;
    this.node.port.onmessage = null;
    this.node.disconnect();
    release(this.stream, this.context);
    this.node = this.stream = this.context = undefined;
  }
}

function release(stream, context) {
  for (const track of stream.getTracks()) track.stop();
  context.close();
}

// Notices that somebody begins to speak while the voice does. Echo cancellation takes our own voice
// out of what is heard; where a machine's does not, each false alarm makes us less ready to believe it.
const FIRST_LOUDNESS = 0.04; // root mean square, of 1
const MOST_LOUDNESS = 0.4;
const CHUNKS = 3; // in a row, 40 ms each: a cough or a bump is shorter

export class Onset {
  constructor() {
    this.threshold = FIRST_LOUDNESS;
    this.loud = 0;
  }

  // True once speech has begun.
  hear(loudness) {
    this.loud = loudness > this.threshold ? this.loud + 1 : 0;
    if (this.loud < CHUNKS) return false;
    this.loud = 0;
    return true;
  }

  wasWrong() {
    this.threshold = Math.min(MOST_LOUDNESS, this.threshold * 2);
  }
}
