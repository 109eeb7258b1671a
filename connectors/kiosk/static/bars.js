// What frames every screen: the header with its settings, the voice's buttons, the main buttons.

import { button, el } from "/widget/dom.js";
import { icon } from "./icons.js";

const CONTROLS = ["stop", "repeat", "slower", "faster", "quieter", "louder"];

export class Header {
  // `told`: language(), elder(), contrast(), done()
  constructor(told) {
    this.title = el("h1", {});
    this.languageButton = button("", told.language);
    this.elderButton = button("", told.elder);
    this.contrastButton = button("", told.contrast);
    this.doneButton = button("", told.done, { class: "done", hidden: true });
    this.settings = el(
      "div",
      { class: "settings", role: "group" },
      this.languageButton,
      this.elderButton,
      this.contrastButton,
      this.doneButton,
    );
    this.node = el("header", { class: "top" }, this.title, this.settings);
  }

  word(words) {
    this.title.textContent = words.title;
    this.settings.setAttribute("aria-label", words.settings);
    this.languageButton.textContent = words.otherLanguage;
    this.languageButton.lang = words.lang === "en" ? "zh-CN" : "en";
    this.elderButton.textContent = words.elder;
    this.contrastButton.textContent = words.contrast;
    this.doneButton.textContent = words.done;
  }
}

export class Controls {
  // `told`: control(action)
  constructor(told) {
    const build = (action) => [
      action,
      button("", () => told.control(action), { "data-voice": action }),
    ];
    this.buttons = new Map(CONTROLS.map(build));
    this.node = el("section", { class: "controls", hidden: true }, [
      ...this.buttons.values(),
    ]);
  }

  word(words) {
    this.node.setAttribute("aria-label", words.voice);
    for (const [action, node] of this.buttons) {
      node.replaceChildren(icon(action), el("span", {}, words.controls[action]));
    }
  }
}

export class Dock {
  // `told`: home(), type(), speak(), phone(), human()
  constructor(told) {
    this.buttons = new Map(
      ["home", "type", "speak", "phone", "human"].map((name) => [
        name,
        button("", told[name], { "data-dock": name }),
      ]),
    );
    this.node = el("nav", { class: "dock" }, [...this.buttons.values()]);
    this.hearing = true;
  }

  word(words) {
    this.words = words;
    this.node.setAttribute("aria-label", words.dock);
    for (const name of ["home", "type", "phone", "human"]) this.label(name, name, words[name]);
    this.showMicrophone(false);
  }

  label(name, picture, text) {
    this.buttons.get(name).replaceChildren(icon(picture), el("span", {}, text));
  }

  // Whether the machine can hear; the button says so.
  hears(hearing) {
    if (hearing === this.hearing) return;
    this.hearing = hearing;
    this.showMicrophone(false);
  }

  // `isListening`: the button then ends what is being said.
  showMicrophone(isListening) {
    const { speak, speaking, mute } = this.words;
    if (!this.hearing) this.label("speak", "mute", mute);
    else this.label("speak", isListening ? "stop" : "speak", isListening ? speaking : speak);
    const node = this.buttons.get("speak");
    node.toggleAttribute("data-listening", isListening);
    node.toggleAttribute("data-mute", !this.hearing);
  }
}
