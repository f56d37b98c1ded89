/**
 * Building the document. Text from outside becomes text nodes and attributes, never HTML.
 * @module
 */

/** @import { Attributes, Child, ElementOf } from "../../types" */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element: `el("button.primary.small", { type: "button", onclick }, "Send")`.
 * Functions under names with "on" listen; null and false leave an attribute out; true sets it empty.
 * @template {string} Spec
 * @param {Spec} spec the tag and its classes
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {ElementOf<Spec>}
 */
export function el(spec, attributes = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.classList.add(...classes);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...present(children));
  return /** @type {ElementOf<Spec>} */ (element);
}

/**
 * What of a list of children is there, flat.
 * @param {Child[]} children
 * @returns {(Node|string)[]}
 */
function present(children) {
  return children.flatMap((child) => {
    if (Array.isArray(child)) return present(child);
    return child === null || child === undefined || child === false ? [] : [child];
  });
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {Attributes[string]} value
 */
function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
  else element.setAttribute(name, value === true ? "" : String(value));
}

/**
 * Replace all that is inside an element.
 * @template {Element} E
 * @param {E} element
 * @param {...Child} children
 * @returns {E}
 */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
  return element;
}

/**
 * A line icon, drawn here.
 * @param {keyof typeof PATHS} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Three dots that wait. */
export const dots = () => el("span.dots", { "aria-hidden": "true" }, el("i"), el("i"), el("i"));

/**
 * A part of the page that is there from the beginning.
 * @param {string} id
 */
export function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

/**
 * The elements below one that a selector finds.
 * @param {ParentNode} parent
 * @param {string} selector
 */
export function all(parent, selector) {
  const found = /** @type {NodeListOf<HTMLElement>} */ (parent.querySelectorAll(selector));
  return [...found];
}

const PATHS = {
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14",
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M3.5 15h16",
  plus: "M12 5v14M5 12h14",
  send: "M4 12 20 4l-5 16-4-6zM11 14l9-10",
  close: "M6 6l12 12M18 6 6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  menu: "M4 7h16M4 12h16M4 17h16",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-4 3-6 6-6s6 2 6 6M16 11a3 3 0 0 0 0-6M17 14c3 .5 4 3 4 6",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5z",
  auto: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 00-5z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01",
  link: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  down: "M6 9l6 6 6-6",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  check: "M5 13l4 4L19 7",
  warn: "M12 4 2.5 20h19zM12 10v4M12 17h.01",
  chat: "M4 5h16v11H9l-5 4z",
  window: "M4 5h16v14H4zM4 9h16",
  bin: "M5 7h14M10 4h4M7 7l1 13h8l1-13",
  at: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM16 8v5.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-4 7.5",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  hourglass: "M7 3h10M7 21h10M8 3v4l4 5-4 5v4M16 3v4l-4 5 4 5v4M9.5 18.5h5",
  copy: "M8 8h12v12H8zM16 8V4H4v12h4",
};
