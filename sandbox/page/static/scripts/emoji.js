/**
 * A few emoji as drawings, as Discord shows all of them: not every machine has letters for them.
 * @module
 */

import { el, icon } from "./dom.js";

/**
 * Their icons, and how they are read aloud.
 * @type {Map<string, [Parameters<typeof icon>[0], string]>}
 */
const DRAWN = new Map([
  ["⏳", ["hourglass", "hourglass"]],
  ["⚠️", ["warn", "warning"]],
  ["✅", ["check", "done"]],
]);
const ANY = new RegExp(`(${[...DRAWN.keys()].join("|")})`, "u");

/**
 * A text with drawings for the emoji that are known here.
 * @param {string} text
 * @returns {Array<string|HTMLElement>}
 */
export function withEmoji(text) {
  return text.split(ANY).map(drawn);
}

/**
 * @param {string} part
 * @returns {string|HTMLElement}
 */
function drawn(part) {
  const known = DRAWN.get(part);
  if (!known) return part;
  const [sign, name] = known;
  return el(`span.emoji.${sign}`, { role: "img", "aria-label": name }, icon(sign));
}
