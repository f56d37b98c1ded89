/**
 * What the bot says of itself: its log as it is written, followed while one reads at its end.
 * @module
 */

import { all, el, fill } from "./dom.js";

const MOST = 500;
const NEAR = 40; // pixels from the end that count as being there
const LEVELS = /\s(WARNING|ERROR|CRITICAL)\s/;
const log = el("ol.bot-log", { "aria-label": "The bot's log", tabindex: "0", onscroll: look });
let isFollowed = true; // also while it is not shown, and has no height

new ResizeObserver(follow).observe(log);

/** The list of its lines. */
export const botLog = () => log;

/** Begin it anew, at its end. */
export function emptyLog() {
  fill(log);
  isFollowed = true;
}

/** @param {string[]} lines that are new */
export function addLines(lines) {
  look(); // that one has scrolled is told later than new lines may come
  log.append(...lines.map(row));
  for (const old of all(log, ":scope > li").slice(0, -MOST)) old.remove();
}

/** Stand at the newest line, unless one reads further up. */
export function follow() {
  if (isFollowed) log.scrollTop = log.scrollHeight;
}

function look() {
  if (log.clientHeight) isFollowed = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
}

/** @param {string} line */
function row(line) {
  const level = LEVELS.exec(line)?.[1] ?? (line.startsWith("| ") ? "ERROR" : "INFO");
  return el(`li.${level.toLowerCase()}`, {}, line);
}
