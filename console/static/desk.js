// The agent's desk: lists beside, one conversation in the middle, the knowledge on the right.

import { button, el } from "/widget/dom.js";
import { Talk } from "./talk.js";

const $ = (id) => document.getElementById(id);
const { agent, publicName } = document.body.dataset;
const GREETINGS = {
  zh: `您好，我是${publicName}，请问有什么可以帮您？`,
  en: `Hello, this is ${publicName}. How can I help you?`,
};
const TYPING_MS = 3000;

let board = { waiting: [], mine: [], colleagues: [] };
let talk;

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
  const facts = el("small", {}, `${line.channel}${language} · ${state}${minutes(line.since)}分钟`);
  const danger = line.danger ? el("strong", { class: "danger" }, "轻生风险") : "";
  const node = button([danger, line.words || "（没有文字）", facts], () => open(line.pk), {
    "aria-current": String(talk?.pk === line.pk),
    class: line.unanswered ? "unanswered" : undefined,
    "data-handoff": line.pk,
  });
  return el("li", {}, node);
}

// The focus stays where it was, though the lists are made anew.
function show() {
  const focused = document.activeElement?.dataset?.handoff;
  $("waiting").replaceChildren(...board.waiting.map((line) => item(line, "已等")));
  $("mine").replaceChildren(...board.mine.map((line) => item(line, "已谈")));
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
  for (const node of document.querySelectorAll(".mine")) node.hidden = !isMine;
  document.querySelector("[data-act=claim]").hidden = !isWaiting;
  for (const node of $("found").querySelectorAll("button")) node.disabled = !isMine;
}

function open(pk) {
  if (talk?.pk === pk) return;
  talk?.close();
  talk = new Talk(pk, $("log"), $("composing"), tell);
  show();
}

async function act(name, body) {
  const { pk } = talk;
  if (await send(pk, name, body)) {
    tell("");
    if (name === "claim") $("text").focus();
  }
}

for (const node of document.querySelectorAll("[data-act]")) {
  node.onclick = () => act(node.dataset.act);
}

$("colleague").onchange = () => {
  if ($("colleague").value) act("transfer", { to: $("colleague").value });
};

$("composer").onsubmit = async (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (text && (await send(talk.pk, "say", { text }))) {
    $("text").value = "";
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
