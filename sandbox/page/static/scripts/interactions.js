/**
 * What this window has set off: commands, presses, menus and forms, and what the application answers first.
 * @module
 */

import { emit } from "./bus.js";
import { openForm } from "./form.js";
import { EPHEMERAL, LOADING, bot, now, state } from "./state.js";
import { ask, tell } from "./wire.js";

const followers = new Map();

/** Who in this window waits for news of an interaction. */
export const follower = (interaction) => followers.get(interaction);

/** Nothing more will come of an interaction that concerns who set it off. */
export const forget = (interaction) => followers.delete(interaction);

/**
 * Begin an interaction and follow it.
 * @param {string} op
 * @param {Object} fields
 * @param {{acknowledged?: Function, modal?: Function, choices?: Function, failed?: Function}} news
 * @returns {Promise<string>} its id
 */
export async function begin(op, fields, news) {
  const interaction = await ask(op, fields);
  followers.set(interaction, { modal: (modal) => openForm(modal, interaction), ...news });
  return interaction;
}

/** Use a command: its place in the channel shows at once, the application's answer takes it over. */
export async function useCommand(name, options) {
  const channel = state.channel;
  await beginInPlace("command", { channel, name, options }, { channel, name });
}

/** Use an entry of the menu on a message or on a member. */
export async function useMenu(name, target) {
  const channel = state.channel;
  await beginInPlace("menu", { channel, name, ...target }, { channel, name });
}

/** Press a button of a message, or choose in its select. */
export async function press(message, customId, values = null) {
  const done = (failed) => {
    if (failed) state.presses.set(message.id, { customId, failed: true });
    else state.presses.delete(message.id);
    emit("press", message.id);
  };
  state.presses.set(message.id, { customId, failed: false });
  emit("press", message.id);
  const news = { acknowledged: () => done(false), failed: () => done(true) };
  await begin("press", { message: message.id, custom_id: customId, values }, news).catch(() => done(true));
}

/** Look no longer at a message that only this member sees. */
export function dismiss(message) {
  state.messages.delete(message.id);
  if (!message.local) tell("dismiss", { message: message.id });
  emit("deleted", message.id);
}

async function beginInPlace(op, fields, { channel, name }) {
  let standIn = null;
  const gone = () => {
    state.messages.delete(standIn.id);
    emit("deleted", standIn.id);
  };
  const failed = (reason) => {
    if (!state.messages.has(standIn.id)) return;
    standIn.failure = reason;
    emit("message", { message: standIn, isNew: false });
  };
  const interaction = await begin(op, fields, { acknowledged: gone, failed });
  standIn = standInFor(interaction, channel, name, op === "menu" ? 23 : 20);
  state.messages.set(standIn.id, standIn);
  emit("message", { message: standIn, isNew: true });
}

/** A message that is not there yet. It is this window's alone. */
function standInFor(interaction, channel, name, type) {
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
    interaction_metadata: { id: `local-${interaction}`, name, user: state.me },
  };
}
