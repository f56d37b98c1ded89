/**
 * A short word at the edge, for what has no better place.
 * @module
 */

import { el } from "./dom.js";

const LIFE = 4000;
/** @type {HTMLElement|null} */
let shown = null;

/**
 * Say it for a few seconds.
 * @param {string} words
 */
export function toast(words) {
  shown?.remove();
  const mine = el("div.toast", { role: "status" }, words);
  shown = mine;
  document.body.append(mine);
  setTimeout(() => mine.remove(), LIFE);
}
