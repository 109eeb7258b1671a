// Runs on the audio thread: microphone samples to chunks of 16-bit PCM, each with its loudness.

const CHUNK_S = 0.04;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.chunk = new Int16Array(Math.round(sampleRate * CHUNK_S));
    this.forget();
  }

  forget() {
    this.filled = 0;
    this.energy = 0;
  }

  process([[samples]]) {
    for (const sample of samples ?? []) {
      const clipped = Math.max(-1, Math.min(1, sample));
      this.chunk[this.filled] = clipped * (clipped < 0 ? 0x8000 : 0x7fff);
      this.energy += clipped * clipped;
      this.filled += 1;
      if (this.filled === this.chunk.length) this.pass();
    }
    return true;
  }

  pass() {
    const loudness = Math.sqrt(this.energy / this.filled);
    this.port.postMessage({ pcm: this.chunk.slice().buffer, loudness });
    this.forget();
  }
}

registerProcessor("capture", Capture);
