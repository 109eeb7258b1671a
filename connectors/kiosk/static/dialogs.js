// What comes over everything else: the warning before the screen is wiped, and the code for a phone.

import { button, el, svg } from "/widget/dom.js";

// Counts whole seconds down on a wall clock: a busy page must not stretch them.
function countdown(seconds, tell, over) {
  const end = performance.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    tell(Math.max(0, left));
    if (left > 0) return;
    clearInterval(timer);
    over?.();
  };
  const timer = setInterval(tick, 250);
  tick();
  return () => clearInterval(timer);
}

class Overlay {
  constructor(role, name) {
    this.node = el("dialog", { class: name, role, "aria-labelledby": `${name}-title` });
    this.node.addEventListener("close", () => this.stop?.());
  }

  fill(...children) {
    this.stop?.();
    this.node.replaceChildren(...children);
    if (!this.node.open) this.node.showModal();
  }

  get isOpen() {
    return this.node.open;
  }

  close() {
    this.stop?.();
    this.node.close();
    this.node.replaceChildren();
  }

  forget() {
    this.close();
  }
}

export class IdleWarning extends Overlay {
  // `told`: stay(), leave()
  constructor(told) {
    super("alertdialog", "idle");
    this.told = told;
  }

  show(words, seconds) {
    const left = el("p", { class: "left" });
    const stay = button(words.stay, () => this.told.stay(), { class: "main" });
    this.fill(
      el("h2", { id: "idle-title" }, words.idle),
      left,
      el("div", { class: "row" }, stay, button(words.leave, () => this.told.leave())),
    );
    stay.focus();
    this.stop = countdown(seconds, (n) => (left.textContent = words.idleLeft(n)));
  }
}

export class PhoneCode extends Overlay {
  // `told`: again()
  constructor(told) {
    super("dialog", "phone");
    this.told = told;
  }

  wait(words) {
    this.show(words, el("p", {}, words.loading));
  }

  none(words) {
    this.show(words, el("p", {}, words.phoneNone));
  }

  showCode(words, { label, size, path, expires_s: seconds }) {
    const left = el("p", { class: "left" });
    const code = svg(size, path, { role: "img", "aria-label": words.scanFor(label) });
    const figure = el("figure", { class: "qr" }, code);
    this.show(words, figure, el("p", {}, words.phoneHow), left);
    this.stop = countdown(
      seconds,
      (n) => (left.textContent = words.phoneUntil(n)),
      () => {
        figure.remove();
        left.textContent = words.phoneGone;
        left.after(button(words.newCode, () => this.told.again()));
      },
    );
  }

  show(words, ...children) {
    const closer = button(words.close, () => this.close(), { class: "main" });
    this.fill(el("h2", { id: "phone-title" }, words.phoneTitle), ...children, closer);
    closer.focus();
  }
}
