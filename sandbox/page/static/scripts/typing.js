/**
 * Who is typing, below the composer.
 * @module
 */

import { on } from "./bus.js";
import { dots, el, fill } from "./dom.js";
import { nameOf, state } from "./state.js";

const LIFE = 10_000; // as long as Discord shows it
/**
 * Who is typing, by id: where, and until when.
 * @type {Map<string, {channel: string, timer: number}>}
 */
const typists = new Map();
const line = el("p.typing", { "aria-live": "off" });

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
