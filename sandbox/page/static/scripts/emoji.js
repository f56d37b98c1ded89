/**
 * A few emoji as drawings, as Discord shows all of them: not every machine has letters for them.
 * @module
 */

import { el, icon } from "./dom.js";

const DRAWN = { "⏳": ["hourglass", "hourglass"], "⚠️": ["warn", "warning"], "✅": ["check", "done"] };
const ANY = new RegExp(`(${Object.keys(DRAWN).join("|")})`, "u");

/**
 * A text with drawings for the emoji that are known here.
 * @param {string} text
 * @returns {Array<string|HTMLElement>}
 */
export function withEmoji(text) {
  return text.split(ANY).map((part) => (part in DRAWN ? drawn(...DRAWN[part]) : part));
}

function drawn(sign, name) {
  return el(`span.emoji.${sign}`, { role: "img", "aria-label": name }, icon(sign));
}
