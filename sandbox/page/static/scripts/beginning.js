/**
 * What stands before a channel's first message: where one is, and how to begin.
 * @module
 */

/** @import { Channel } from "../../types" */

import { el, icon } from "./dom.js";
import { hasSample, sampleCard } from "./sample.js";
import { DM, channelName, channelSign, foreignGuild, isText, specialOf, state } from "./state.js";

/**
 * The beginning of a channel.
 * @param {Channel} channel
 */
export function beginning(channel) {
  const name = channelName(channel);
  const text = isText(channel);
  const special = text && specialOf(channel);
  return el(
    "li.beginning",
    {},
    el("div.big-sign", {}, icon(channelSign(channel))),
    el("h2", {}, text ? `Welcome to #${name}!` : name),
    el(
      "p",
      {},
      text ? `This is the start of the #${name} channel.` : `The beginning of your conversation with ${name}.`,
    ),
    special && el("p", {}, `It is ${special.words}.`),
    stranger(channel),
    text && hasSample() && sampleCard(),
  );
}

/**
 * How the application can be used where it is a stranger.
 * @param {Channel} channel
 */
function stranger(channel) {
  if (channel.type === DM) return null;
  const guild = foreignGuild(channel);
  if (isText(channel) && !guild) return null;
  const where = guild ? `${guild.name} has not added ${state.app}.` : `${state.app} is not in this conversation.`;
  const how = state.installed
    ? "You use it here as an app of your own, from your own pictures of the day."
    : `Switch on “${state.app} is one of my apps” to use it here.`;
  return el("p.stranger", {}, `${where} ${how}`);
}
