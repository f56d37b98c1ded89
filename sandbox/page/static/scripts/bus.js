/**
 * News inside the page: who changes something says so, who shows it listens.
 * @module
 */

const listeners = new Map();

/**
 * Listen to a topic.
 * @param {string} topic
 * @param {(detail: *) => void} listener
 */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
}

/** Tell all who listen to a topic. */
export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}
