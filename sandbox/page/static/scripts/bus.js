/**
 * News inside the page: who changes something says so, who shows it listens.
 * @module
 */

/** @import { Topics } from "../../types" */

/** @typedef {(detail: any) => void} Listener what it gets is the topic's: `on` and `emit` see to it */

/** @type {Map<keyof Topics, Set<Listener>>} */
const listeners = new Map();

/**
 * Listen to a topic.
 * @template {keyof Topics} T
 * @param {T} topic
 * @param {(detail: Topics[T]) => void} listener
 */
export function on(topic, listener) {
  const those = listeners.get(topic) ?? new Set();
  listeners.set(topic, those.add(listener));
}

/**
 * Tell all who listen to a topic.
 * @type {<T extends keyof Topics>(topic: T, ...detail: Topics[T] extends undefined ? [] : [Topics[T]]) => void}
 */
export const emit = (topic, ...[detail]) => {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
};
