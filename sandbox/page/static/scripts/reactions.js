/**
 * Emoji under a message: how many, whose, and one's own at a click.
 * @module
 */

/** @import { Message } from "../../types" */

import { el } from "./dom.js";
import { me, nameOf, state } from "./state.js";
import { toast } from "./toast.js";
import { ask } from "./wire.js";

/** What the menu on a message offers. */
export const QUICK = ["👍", "❤️", "😂", "🎉", "👀"];

/**
 * The row of them; null where there is none.
 * @param {Message} message
 */
export function reactions(message) {
  const all = Object.entries(message.reacted ?? {});
  return all.length > 0 && el(
    "div.reactions",
    { role: "group", "aria-label": "Reactions" },
    all.map(([emoji, users]) => reaction(message, emoji, users)),
  );
}

/**
 * Put an emoji of one's own under a message, or take it away.
 * @param {Message} message
 * @param {string} emoji
 */
export function react(message, emoji) {
  const on = !message.reacted?.[emoji]?.includes(me().id);
  ask("react", { message: message.id, emoji, on }).catch((error) => toast(error.message));
}

/**
 * @param {Message} message
 * @param {string} emoji
 * @param {string[]} users
 */
function reaction(message, emoji, users) {
  const names = users.map((id) => state.members.get(id)?.user).map((user) => (user ? nameOf(user) : "somebody"));
  return el(
    "button.reaction",
    {
      type: "button",
      "aria-pressed": users.includes(me().id) ? "true" : "false",
      "aria-label": `${emoji}, ${users.length}: ${names.join(", ")}`,
      title: names.join(", "),
      "data-key": `reaction-${emoji}`,
      onclick: () => react(message, emoji),
    },
    el("span.emoji", {}, emoji),
    el("span", {}, String(users.length)),
  );
}
