/**
 * What stands before the messages that are here: it comes as one reads upwards, or looks for one of them.
 * @module
 */

import { emit } from "./bus.js";
import { channel, state } from "./state.js";
import { ask } from "./wire.js";

const LATEST = String((1n << 64n) - 1n); // of all ids
let loading = false;

/**
 * Fetch the messages before those of the open channel.
 * @returns {Promise<boolean>} whether any came
 */
export async function loadOlder() {
  const place = channel();
  if (loading || !place.more) return false;
  loading = true;
  try {
    const first = [...state.messages.values()].find((one) => one.channel_id === place.id && !one.local);
    const { messages, more } = await ask("older", { channel: place.id, before: first?.id ?? LATEST });
    place.more = more;
    state.messages = new Map([...messages.map((one) => /** @type {const} */ ([one.id, one])), ...state.messages]);
    if (place.id === state.channel) emit("older");
    return messages.length > 0;
  } catch {
    return false; // the connection is lost: when it is back, all begins anew
  } finally {
    loading = false;
  }
}

/**
 * Let go of all but the newest messages of the open channel; they come again as one scrolls up.
 * @param {number} kept how many stay
 */
export function letGo(kept) {
  const place = channel();
  const old = [...state.messages.values()].filter((one) => one.channel_id === place.id).slice(0, -kept);
  for (const { id } of old) state.messages.delete(id);
  place.more ||= old.length > 0;
}

/**
 * Go to a message of the open channel, however long ago it was.
 * @param {string} id
 */
export async function goTo(id) {
  while (!state.messages.has(id) && await loadOlder());
  const target = document.getElementById(`message-${id}`);
  target?.scrollIntoView({ block: "center" });
  target?.focus({ preventScroll: true });
  target?.classList.remove("found");
  requestAnimationFrame(() => target?.classList.add("found"));
}
