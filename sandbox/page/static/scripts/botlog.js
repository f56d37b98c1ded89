/**
 * What the bot says of itself: its log as it is written, followed while one reads at its end.
 * @module
 */

import { all, el } from "./dom.js";

const MOST = 500;
const NEAR = 40; // pixels from the end that count as being there
const LEVELS = /\s(WARNING|ERROR|CRITICAL)\s/;
const log = el("ol.bot-log", { "aria-label": "The bot's log", tabindex: "0" });

/** The list of its lines. */
export const botLog = () => log;

/** @param {string[]} lines that are new */
export function addLines(lines) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  log.append(...lines.map(row));
  for (const old of all(log, ":scope > li").slice(0, -MOST)) old.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
}

/** @param {string} line */
function row(line) {
  const level = LEVELS.exec(line)?.[1] ?? (line.startsWith("| ") ? "ERROR" : "INFO");
  return el(`li.${level.toLowerCase()}`, {}, line);
}
