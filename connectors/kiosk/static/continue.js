// The phone's side of the code on the kiosk: takes the conversation, once, and opens it in the widget.

import { el } from "/widget/dom.js";
import { Store } from "/widget/store.js";

async function take(code) {
  const response = await fetch("/kiosk/continue", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code }),
  });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()).session;
}

const code = location.hash.slice(1);
history.replaceState(null, "", location.pathname); // used up: not to be kept among the visited pages
try {
  new Store(location).set("session", await take(code));
  document.querySelector("#opening").hidden = true;
  document.head.append(el("script", { src: "/widget/widget.js", "data-open": "true" }));
} catch {
  document.querySelector("#opening").hidden = true;
  document.querySelector("#gone").hidden = false;
}
