// Whether anybody is there. The server counts and wipes; the page does so itself, a little later,
// where the server is out of reach.

const TOUCH_MS = 1000; // touches are told at most so often
const LEFT_ALONE_S = 60;
const LATE_S = 5;

export class Presence {
  // `told`: touched(isOnVoice), touch(), left(); `warning`: the idle warning
  constructor(warning, told) {
    this.warning = warning;
    this.told = told;
    this.wipeAfter = LEFT_ALONE_S;
    this.leaving = new AbortController();
    const options = { capture: true, signal: this.leaving.signal };
    document.addEventListener("pointerdown", (event) => this.touched(event), options);
    document.addEventListener("keydown", (event) => this.touched(event), options);
  }

  touched({ target }) {
    this.told.touched(target.closest?.("[data-voice]") !== null);
    this.stayed();
    if (this.warning.isOpen) {
      if (target.closest?.("button")) return; // "I am done" must not be taken for staying
      this.warning.close();
    }
    const now = performance.now();
    if (now - (this.toldAt ?? -TOUCH_MS) < TOUCH_MS) return;
    this.toldAt = now;
    this.told.touch();
  }

  // The voice speaking counts as well: whoever listens does not touch.
  stayed() {
    clearTimeout(this.alone);
    this.alone = setTimeout(() => this.told.left(), (this.wipeAfter + LATE_S) * 1000);
  }

  forget() {
    clearTimeout(this.alone);
    this.leaving.abort();
  }
}
