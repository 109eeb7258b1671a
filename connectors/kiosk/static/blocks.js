// One function a block type. Everything is built from text. A kiosk opens no pages of others: what
// would be a link elsewhere is a code for the phone here.

import { button, el, svg } from "/widget/dom.js";

const MAP = "https://uri.amap.com/search?keyword=";
const MOST_CHARACTERS = 500; // of an address in a code (lookups.py)

const facts = (rows) =>
  el(
    "dl",
    {},
    rows
      .filter(([, value]) => value)
      .map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value))),
  );

// A code for an address that a phone can safely follow; only the words for any other.
function code(label, url, words) {
  if (!/^https?:\/\//i.test(url ?? "") || url.length > MOST_CHARACTERS) return undefined;
  const picture = `/kiosk/qr.svg?content=${encodeURIComponent(url)}`;
  return el(
    "figure",
    { class: "qr" },
    el("img", { src: picture, alt: words.scanFor(label), width: "200", height: "200" }),
    el("figcaption", {}, label),
  );
}

const RENDERERS = {
  text: ({ text, quoted, about }) =>
    el(
      "div",
      {},
      about && el("p", { class: "about" }, about),
      el("p", { class: quoted ? "text quoted" : "text" }, text),
    ),

  notice: ({ text, level }) => el("p", { class: `notice ${level}` }, text),

  citation: (block, { words }) =>
    el(
      "div",
      { class: "citation" },
      el("p", { class: "name" }, el("span", { class: "tag" }, words.source), block.title),
      facts([
        [words.documentNumber, block.document_number],
        [words.article, block.article],
        [words.issuer, block.issuer],
        [words.validity, block.validity],
      ]),
      code(words.scan, block.url, words),
    ),

  choices: ({ prompt, choices }, { say }) =>
    el(
      "div",
      { class: "choices" },
      prompt && el("p", {}, prompt),
      el(
        "ul",
        {},
        choices.map(({ label, value }) => el("li", {}, button(label, () => say(label, value)))),
      ),
    ),

  card: ({ title, facts: rows }) =>
    el("div", { class: "card" }, el("p", { class: "name" }, title), facts(rows)),

  list: ({ title, items, ordered }) =>
    el(
      "div",
      { class: "list" },
      el("p", { class: "name" }, title),
      el(ordered ? "ol" : "ul", {}, items.map((item) => el("li", {}, item))),
    ),

  link: ({ label, url }, { words }) =>
    code(label, url, words) ?? el("p", { class: "text" }, label, telephone(url)),

  place: ({ name, address, hours, phone }, { words }) =>
    el(
      "div",
      { class: "card place" },
      el("p", { class: "name" }, name),
      facts([
        [words.address, address],
        [words.hours, hours],
        [words.telephone, phone],
      ]),
      code(words.scanMap, MAP + encodeURIComponent(address), words),
    ),

  qr: ({ label, size, path }, { words }) =>
    el(
      "figure",
      { class: "qr" },
      svg(size, path, { role: "img", "aria-label": words.scanFor(label) }),
      el("figcaption", {}, label),
    ),

  rating: ({ turn_id: turnId }, { words, rate, gradeOf }) => {
    const given = gradeOf(turnId);
    const grades = words.grades.map((grade, index) =>
      button(grade, () => rate(turnId, index + 1, grade), {
        "aria-pressed": String(given === index + 1),
      }),
    );
    return el(
      "div",
      { class: "rating", role: "group", "aria-label": words.rate, "data-turn": turnId },
      el("p", {}, given ? words.rated(words.grades[given - 1]) : words.rate),
      el("div", { class: "grades" }, grades),
    );
  },
};

function telephone(url) {
  const number = /^tel:([\d+-]+)$/i.exec(url ?? "")?.[1];
  return number ? `：${number}` : undefined;
}

// `hands`: words, say(text, choice), rate(turn, grade, label), gradeOf(turn)
export const render = (block, hands) => RENDERERS[block.type]?.(block, hands);

// What a block says, for screen readers.
export function spoken({ type, text, prompt, choices, title, facts: rows, items, name, address }) {
  if (type === "text" || type === "notice") return [text];
  if (type === "choices") return [prompt, ...choices.map(({ label }) => label)];
  if (type === "card") return [title, ...rows.map((fact) => fact.join(" "))];
  if (type === "list") return [title, ...items];
  if (type === "place") return [name, address];
  return [];
}
