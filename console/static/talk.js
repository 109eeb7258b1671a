// One conversation as the agent reads it: the same envelopes the citizen's widget gets.

import { render } from "/widget/blocks.js";
import { el } from "/widget/dom.js";
import { STRINGS } from "/widget/strings.js";

const WHO = { user: "市民", reply: "智能助手", notice: "系统" };
const COMPOSING_MS = 5000;
const nothing = () => {};
const HANDS = { words: STRINGS.zh, map: "https://uri.amap.com/search?keyword={q}", say: nothing };

export class Talk {
  constructor(pk, log, composing, tell) {
    Object.assign(this, { pk, log, composing, tell });
    this.last = 0;
    log.replaceChildren();
    composing.textContent = "";
    this.connect();
  }

  connect() {
    this.source = new EventSource(`/console/desk/${this.pk}/events?after=${this.last}`);
    this.source.onmessage = ({ data }) => this.receive(JSON.parse(data));
    this.source.onerror = () => this.again();
  }

  // The browser would come back to the same address; ours names what is known by now.
  again() {
    this.source.close();
    this.retry = setTimeout(() => this.connect(), 1000);
  }

  receive(event) {
    if (event.problem) this.tell(event.problem);
    if (event.kind === "over") this.close();
    if (event.kind === "composing") this.showComposing();
    if (event.seq > this.last) this.add(event);
  }

  add(event) {
    this.last = event.seq;
    const parts =
      event.kind === "user"
        ? [el("p", {}, event.text ?? "")]
        : event.reply.blocks.map((block) => this.block(block)).filter(Boolean);
    if (!parts.length) return;
    const who = event.kind === "agent" ? event.author : WHO[event.kind];
    const line = el("div", { class: `line ${event.kind}` }, el("span", { class: "who" }, who), parts);
    this.log.append(line);
    this.log.scrollTop = this.log.scrollHeight;
    if (event.kind === "user") this.composing.textContent = "";
  }

  // What a citizen may press is only read here.
  block(block) {
    if (block.type === "rating") return undefined;
    const node = render(block, HANDS);
    for (const inert of node?.querySelectorAll("button") ?? []) inert.disabled = true;
    return node;
  }

  showComposing() {
    clearTimeout(this.quiet);
    this.composing.textContent = "市民正在输入…";
    this.quiet = setTimeout(() => (this.composing.textContent = ""), COMPOSING_MS);
  }

  close() {
    this.source.close();
    clearTimeout(this.retry);
    clearTimeout(this.quiet);
    this.composing.textContent = "";
  }
}
