// Building nodes. Text always goes in as text nodes, so markup in it stays inert.

const SVG = "http://www.w3.org/2000/svg";

function build(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return node;
}

export const el = (tag, props = {}, ...children) =>
  build(document.createElement(tag), props, children);

export const svg = (size, path, props = {}) =>
  build(document.createElementNS(SVG, "svg"), { viewBox: `0 0 ${size} ${size}`, ...props }, [
    build(document.createElementNS(SVG, "path"), { d: path }, []),
  ]);

export const button = (label, onclick, props = {}) =>
  el("button", { type: "button", onclick, ...props }, label);

// A link only where the address is one a citizen can safely follow; else its words.
export function link(label, url, props = {}) {
  if (!/^(https?:\/\/|tel:)/i.test(url ?? "")) return el("span", {}, label);
  const outside = /^http/i.test(url) ? { target: "_blank", rel: "noopener noreferrer" } : {};
  return el("a", { href: url, ...outside, ...props }, label);
}
