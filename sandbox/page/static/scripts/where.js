/**
 * Who one is and where: it stands in the address, so that each window keeps its own, also after a reload.
 * @module
 */

/** @import { Channel } from "../../types" */

import { DM, isText } from "./state.js";

const FIRST = "ada";

/** The person of this window. */
export const who = () => new URLSearchParams(location.search).get("as") ?? FIRST;

/** The channel of this window, by name; "" for the first one. */
export const wantedChannel = () => decodeURIComponent(location.hash.slice(1));

/**
 * What a channel is called in the address.
 * @param {Channel} place
 */
export const channelKey = (place) => (isText(place) ? place.name : place.type === DM ? "@restyle" : "@group");

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
 */
export function note(name, place) {
  history.replaceState(null, "", addressOf(name, place));
}
