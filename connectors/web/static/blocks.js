// One function a block type. Everything is built from text, nothing from markup.

import { button, el, link, svg } from "./dom.js";

const facts = (rows) =>
  el(
    "dl",
    {},
    rows.filter(([, value]) => value).map(([label, value]) =>
      el("div", {}, el("dt", {}, label), el("dd", {}, value)),
    ),
  );

const outside = (label, url, words, props) => {
  const anchor = link(label, url, props);
  if (anchor.target) anchor.append(el("span", { class: "hidden" }, words.newWindow));
  return anchor;
};

const siteOf = (url) => /^https?:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "";

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
      "details",
      { class: "citation" },
      el("summary", {}, el("span", { class: "tag" }, words.source), block.title),
      facts([
        [words.documentNumber, block.document_number],
        [words.article, block.article],
        [words.issuer, block.issuer],
        [words.validity, block.validity],
        [words.original, block.url && outside(words.openSource(siteOf(block.url)), block.url, words)],
      ]),
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
    el("p", { class: "link" }, outside(label, url, words)),

  place: ({ name, address, hours, phone }, { words, map }) =>
    el(
      "div",
      { class: "card place" },
      el("p", { class: "name" }, name),
      facts([
        [words.address, address],
        [words.hours, hours],
        [words.phone, phone && link(phone, `tel:${phone.replace(/[^\d+]/g, "")}`)],
      ]),
      el(
        "p",
        { class: "link" },
        outside(words.map, map.replace("{q}", encodeURIComponent(address)), words),
      ),
    ),

  qr: ({ label, content, size, path }) =>
    el(
      "figure",
      { class: "qr" },
      svg(size, path, { role: "img", "aria-label": label }),
      el("figcaption", {}, link(label, content)),
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

// `hands`: words, map, say(text, choice), rate(turn, grade, label), gradeOf(turn)
export const render = (block, hands) => RENDERERS[block.type]?.(block, hands);

// What a block says, for the live region and for reading aloud.
export function spoken(block) {
  const { type, text, prompt, title, items, name, address, label } = block;
  if (type === "text") return block.spoken ?? text;
  if (type === "choices") return [prompt, ...block.choices.map((c) => c.label)];
  if (type === "card") return [title, ...block.facts.map((fact) => fact.join(" "))];
  if (type === "list") return [title, ...items];
  if (type === "place") return [name, address];
  if (type === "citation" || type === "rating") return [];
  return text ?? label;
}
