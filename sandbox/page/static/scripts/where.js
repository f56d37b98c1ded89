/**
 * Who one is and where: it stands in the address, so that each window keeps its own, also after a reload.
 * @module
 */

import { DM } from "./state.js";

const FIRST = "ada";

/** The person of this window. */
export const who = () => new URLSearchParams(location.search).get("as") ?? FIRST;

/** The channel of this window, by name; "" for the first one. */
export const wantedChannel = () => decodeURIComponent(location.hash.slice(1));

/** What a channel is called in the address. */
export const channelKey = (place) => (place.type === DM ? "@restyle" : place.name);

/** The address of a person in a channel. */
export function addressOf(name, place = null) {
  const hash = place ? `#${encodeURIComponent(channelKey(place))}` : location.hash;
  return `/?as=${encodeURIComponent(name)}${hash}`;
}

/** Note in the address where this window is. */
export function note(name, place = null) {
  history.replaceState(null, "", addressOf(name, place));
}
