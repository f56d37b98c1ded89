/**
 * Who one is and where: it stands in the address, so that each window keeps its own, also after a reload.
 * @module
 */

/** @import { Channel } from "../../types" */

import { move, stand } from "./over.js";
import { DM, isText, state } from "./state.js";

/** The person of this window; "" is the first. */
export const who = () => new URLSearchParams(location.search).get("as") ?? "";

/** The channel of this window, by name; "" for the first one. */
export function wantedChannel() {
  const name = location.hash.slice(1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // somebody has typed a per cent sign
  }
}

/**
 * What a channel is called in the address.
 * @param {Channel} place
 */
export function channelKey(place) {
  if (isText(place)) return place.name;
  return place.type === DM ? `@${state.app.toLowerCase()}` : "@group";
}

/**
 * The address of a person, in a channel or where this window is.
 * @param {string} name
 * @param {Channel} [place]
 */
export function addressOf(name, place) {
  const hash = place ? `#${encodeURIComponent(channelKey(place))}` : location.hash;
  return `/?as=${encodeURIComponent(name)}${hash}`;
}

/**
 * Note in the address where this window is.
 * @param {string} name
 * @param {Channel} [place]
 * @param {{moved?: boolean}} how whether Back leads to where it was
 */
export function note(name, place, { moved = false } = {}) {
  (moved ? move : stand)(addressOf(name, place));
}
