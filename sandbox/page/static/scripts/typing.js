/**
 * Who is typing, below the composer; and that one types oneself.
 * @module
 */

import { on } from "./bus.js";
import { dots, el, fill } from "./dom.js";
import { nameOf, state } from "./state.js";
import { tell } from "./wire.js";

const EVERY = 8000; // milliseconds in which one's own typing is told once
const LIFE = 10_000; // as long as Discord shows it
/**
 * Who is typing, by id: where, and until when.
 * @type {Map<string, {channel: string, timer: number}>}
 */
const typists = new Map();
const line = el("p.typing", { "aria-live": "off" });
let lastTold = 0;

/** The line that says it. */
export function typingLine() {
  on("typing", ({ channel, user }) => {
    clearTimeout(typists.get(user)?.timer);
    typists.set(user, { channel, timer: setTimeout(() => stop(user), LIFE) });
    show();
  });
  on("message", ({ message, isNew }) => isNew && stop(message.author.id));
  on("channel", show);
  on("welcome", show);
  return line;
}

/** Tell the others that one is typing. */
export function tellTyping() {
  if (Date.now() - lastTold < EVERY) return;
  lastTold = Date.now();
  tell("typing", { channel: state.channel });
}

/** What was typed is sent: what is typed next is told at once. */
export function stopTyping() {
  lastTold = 0;
}

/** @param {string} user */
function stop(user) {
  if (typists.delete(user)) show();
}

function show() {
  const here = [...typists].filter(([, one]) => one.channel === state.channel);
  const names = here.flatMap(([id]) => state.members.get(id) ?? []).map(({ user }) => nameOf(user));
  const verb = names.length > 1 ? " are typing…" : " is typing…";
  fill(line, names.length > 0 && [dots(), el("strong.one-line", {}, names.join(", ")), verb]);
}
