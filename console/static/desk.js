// The agent's desk: lists beside, one conversation in the middle, the knowledge on the right.

import { button, el } from "/widget/dom.js";
import { Talk } from "./talk.js";

const $ = (id) => document.getElementById(id);
const { agent, publicName } = document.body.dataset;
const GREETINGS = {
  zh: `您好，我是${publicName}，请问有什么可以帮您？`,
  en: `Hello, this is ${publicName}. How can I help you?`,
};
const DONE = {
  claim: "已接入。",
  hand_back: "已转回智能助手。",
  close: "对话已结束。",
  release: "已放回队列。",
  transfer: "已转给同事。",
  entry: "已发送。",
};
const TYPING_MS = 3000;

let board = { waiting: [], mine: [], colleagues: [] };
let talk;
let claimed; // the conversation just taken: one may write as soon as the board has it
const drafts = new Map(); // what was typed for each conversation and not sent

function tell(text) {
  $("notice").textContent = text;
}

async function send(pk, act, body = {}) {
  const response = await fetch(`/console/desk/${pk}/${act}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status === 401) location.reload();
  if (response.ok) return true;
  const { detail } = await response.json();
  tell(typeof detail === "string" && detail ? detail : "没有成功，请再试一次。");
  return false;
}

const minutes = (since) => Math.max(0, Math.floor((Date.now() - Date.parse(since)) / 60000));

function item(line, state) {
  const language = line.language === "en" ? " · 英文" : "";
  const facts = el("small", {}, `${line.pk}号 · ${line.channel}${language} · ${state}${minutes(line.since)}分钟`);
  const danger = line.danger ? el("strong", { class: "danger" }, "轻生风险") : "";
  const node = button([danger, line.words || "（没有文字）", facts], () => open(line.pk), {
    "aria-current": String(talk?.pk === line.pk),
    class: line.unanswered ? "unanswered" : undefined,
    "data-handoff": line.pk,
  });
  return el("li", {}, node);
}

function list(lines, state, empty) {
  return lines.length ? lines.map((line) => item(line, state)) : [el("li", { class: "empty" }, empty)];
}

// The focus stays where it was, though the lists are made anew.
function show() {
  const focused = document.activeElement?.dataset?.handoff;
  $("waiting").replaceChildren(...list(board.waiting, "已等", "没有人在等待。"));
  $("mine").replaceChildren(...list(board.mine, "已谈", "没有正在接待的对话。"));
  $("waiting-count").textContent = board.waiting.length;
  $("mine-count").textContent = board.mine.length;
  $("hours").textContent = board.is_open ? " · 接待时间" : " · 非接待时间";
  document.title = `${board.waiting.length ? `(${board.waiting.length}) ` : ""}人工坐席 · 问政工作台`;
  if (focused) document.querySelector(`[data-handoff="${focused}"]`)?.focus();
  showColleagues();
  showTalk();
}

function showColleagues() {
  const chosen = $("colleague").value;
  const options = board.colleagues.map(({ name, public_name: shown }) =>
    el("option", { value: name, selected: name === chosen }, `${shown}（${name}）`),
  );
  $("colleague").replaceChildren(el("option", { value: "" }, "请选同事"), ...options);
}

function showTalk() {
  const isMine = board.mine.some(({ pk }) => pk === talk?.pk);
  const isWaiting = board.waiting.some(({ pk }) => pk === talk?.pk);
  $("conversation").hidden = !talk;
  $("none").hidden = Boolean(talk);
  for (const node of document.querySelectorAll(".mine")) node.hidden = !isMine;
  document.querySelector("[data-act=claim]").hidden = !isWaiting;
  for (const node of $("found").querySelectorAll("button")) node.disabled = !isMine;
  if (isMine && claimed === talk.pk) {
    claimed = undefined;
    $("text").focus();
  }
}

function open(pk) {
  if (talk?.pk === pk) return;
  if (talk) drafts.set(talk.pk, $("text").value);
  $("text").value = drafts.get(pk) ?? "";
  talk?.close();
  talk = new Talk(pk, $("log"), $("composing"), tell);
  show();
}

async function act(name, body) {
  const { pk } = talk;
  if (await send(pk, name, body)) {
    tell(DONE[name]);
    if (name === "claim") claimed = pk;
    showTalk();
  }
}

for (const node of document.querySelectorAll("[data-act]")) {
  node.onclick = () => act(node.dataset.act);
}

// Not as soon as a name is chosen: with the keyboard every name on the way is chosen once.
$("transfer").onsubmit = (event) => {
  event.preventDefault();
  act("transfer", { to: $("colleague").value });
};

$("composer").onsubmit = async (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  const { pk } = talk;
  if (text && (await send(pk, "say", { text }))) {
    drafts.delete(pk);
    if (talk.pk === pk) $("text").value = "";
    tell("");
  }
  $("text").focus();
};

let typed = 0;
$("text").oninput = () => {
  if (!talk || Date.now() - typed < TYPING_MS) return;
  typed = Date.now();
  send(talk.pk, "typing");
};

$("text").onkeydown = (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  $("composer").requestSubmit();
};

$("greeting").onclick = () => {
  const line = board.mine.find(({ pk }) => pk === talk?.pk);
  $("text").value = GREETINGS[line?.language] ?? GREETINGS.zh;
  $("text").focus();
};

$("search").onsubmit = async (event) => {
  event.preventDefault();
  const response = await fetch(`/console/desk/search?q=${encodeURIComponent($("query").value)}`);
  const found = response.ok ? await response.json() : [];
  $("found").replaceChildren(...found.map(entry));
  if (!found.length) $("found").replaceChildren(el("li", {}, "没有找到。"));
  showTalk();
};

function entry({ id, question, answer }) {
  const give = button("发送这条", () => act("entry", { entry_id: id }), {
    "aria-label": `发送：${question}`,
  });
  return el("li", {}, el("p", {}, el("strong", {}, question)), el("p", {}, answer), give);
}

const source = new EventSource("/console/desk/board");
source.onmessage = ({ data }) => {
  board = JSON.parse(data);
  for (const { text, handoff } of board.notices) tell(`${text}（${handoff}号）`);
  show();
};
source.onerror = () => {
  tell("连接断开，正在重新连接…");
  fetch("/console/desk/search").then(({ status }) => status === 401 && location.reload(), () => {});
};
source.onopen = () => tell("");
setInterval(show, 30000);

document.body.dataset.ready = agent;
