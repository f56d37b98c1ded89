/**
 * What stands before a channel's first message: where one is, and how to begin.
 * @module
 */

/** @import { Channel } from "../../types" */

import { el, icon } from "./dom.js";
import { sampleCard } from "./sample.js";
import { DM, channelName } from "./state.js";

/**
 * The beginning of a channel.
 * @param {Channel} channel
 */
export function beginning(channel) {
  const direct = channel.type === DM;
  const name = channelName(channel);
  return el(
    "li.beginning",
    {},
    el("div.big-sign", {}, icon(direct ? "at" : "hash")),
    el("h2", {}, direct ? name : `Welcome to #${name}!`),
    el(
      "p",
      {},
      direct
        ? `The beginning of your conversation with ${name}.`
        : `This is the start of the #${name} channel.`,
    ),
    !direct && sampleCard(),
  );
}
