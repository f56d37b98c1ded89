/**
 * What this window has set off: commands, presses, menus and forms, and what the application answers first.
 * @module
 */

/** @import { Asks, Message, OptionChoice, OptionValue } from "../../types" */

import { emit } from "./bus.js";
import { EPHEMERAL, LOADING, bot, me, now, state } from "./state.js";
import { ask, tell } from "./wire.js";

const FAILURE_SHOWN = 20_000; // milliseconds

/**
 * @typedef {Object} Follower who in this window waits for news of an interaction
 * @property {() => void} [acknowledged]
 * @property {(choices: OptionChoice[]) => void} [choices]
 * @property {(reason: string) => void} [failed]
 */

/** @type {Map<string, Follower>} */
const followers = new Map();

/**
 * Who in this window waits for news of an interaction.
 * @param {string} interaction
 */
export const follower = (interaction) => followers.get(interaction);

/**
 * Nothing more will come of an interaction that concerns who set it off.
 * @param {string} interaction
 */
export const forget = (interaction) => followers.delete(interaction);

/**
 * Begin an interaction and follow it.
 * @template {"command"|"menu"|"press"|"submit"} Op
 * @param {Op} op
 * @param {Asks[Op]} fields
 * @param {Follower} news
 * @returns {Promise<string>} its id
 */
export async function begin(op, fields, news) {
  /** @type {string} */
  const interaction = await ask(op, fields);
  followers.set(interaction, news);
  return interaction;
}

/**
 * Use a command: its place in the channel shows at once, the application's answer takes it over.
 * @param {string} name
 * @param {Record<string, OptionValue>} options
 */
export async function useCommand(name, options) {
  await beginInPlace("command", { channel: state.channel, name, options });
}

/**
 * Use an entry of the menu on a message or on a member.
 * @param {string} name
 * @param {{message: string}|{user: string}} target
 */
export async function useMenu(name, target) {
  await beginInPlace("menu", { channel: state.channel, name, ...target });
}

/**
 * Press a button of a message, or choose in its select.
 * @param {Message} message
 * @param {string} customId
 * @param {string[]|null} values
 */
export async function press(message, customId, values = null) {
  /** @param {boolean} failed */
  const done = (failed) => {
    state.presses.delete(message.id);
    if (failed) complain(message.id, customId);
    emit("press", message.id);
  };
  state.presses.set(message.id, { customId, failed: false });
  emit("press", message.id);
  const news = { acknowledged: () => done(false), failed: () => done(true) };
  await begin("press", { message: message.id, custom_id: customId, values }, news).catch(() => done(true));
}

/**
 * Say for a while that a press has failed.
 * @param {string} message its id
 * @param {string} customId
 */
function complain(message, customId) {
  const failure = { customId, failed: true };
  state.presses.set(message, failure);
  setTimeout(() => {
    if (state.presses.get(message) !== failure) return;
    state.presses.delete(message);
    emit("press", message);
  }, FAILURE_SHOWN);
}

/**
 * Delete a message, for everybody.
 * @param {Message} message
 */
export const remove = (message) => ask("delete", { message: message.id });

/**
 * Look no longer at a message that only this member sees.
 * @param {Message} message
 */
export function dismiss(message) {
  state.messages.delete(message.id);
  if (!message.local) tell("dismiss", { message: message.id });
  emit("deleted", message.id);
}

/**
 * @template {"command"|"menu"} Op
 * @param {Op} op
 * @param {Asks[Op]} fields
 */
async function beginInPlace(op, fields) {
  /** @type {Follower} */
  const news = {};
  const interaction = await begin(op, fields, news);
  const standIn = standInFor(interaction, fields, op === "menu" ? 23 : 20);
  news.acknowledged = () => {
    state.messages.delete(standIn.id);
    emit("deleted", standIn.id);
  };
  news.failed = (reason) => {
    if (!state.messages.has(standIn.id)) return;
    standIn.failure = reason;
    emit("message", { message: standIn, isNew: false });
  };
  state.messages.set(standIn.id, standIn);
  emit("message", { message: standIn, isNew: true });
}

/**
 * A message that is not there yet. It is this window's alone.
 * @param {string} interaction
 * @param {{channel: string, name: string}} fields
 * @param {number} type
 * @returns {Message}
 */
function standInFor(interaction, { channel, name }, type) {
  return {
    id: `local-${interaction}`,
    local: true,
    type,
    channel_id: channel,
    author: bot(),
    timestamp: new Date(now()).toISOString(),
    flags: EPHEMERAL | LOADING,
    content: "",
    embeds: [],
    components: [],
    attachments: [],
    mentions: [],
    interaction_metadata: { id: `local-${interaction}`, name, user: me() },
  };
}
