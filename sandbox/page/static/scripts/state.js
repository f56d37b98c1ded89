/**
 * All that this window knows. The session writes it; everything else reads.
 * @module
 */

export const state = {
  /** @type {Object|null} the user whose window this is */
  me: null,
  /** Users whom one can be. */
  people: [],
  guild: null,
  /** Members by user id. */
  members: new Map(),
  /** Channels by id, in their order. */
  channels: new Map(),
  /** Messages by id, oldest first, of all channels. */
  messages: new Map(),
  /** Commands by id. */
  commands: new Map(),
  /** Which commands there are in a channel: lists of ids by channel id. */
  offered: {},
  /** Ids of the people who have a window open. */
  online: new Set(),
  botOnline: false,
  connected: false,
  fileLimit: 0,
  /** Where the server believes to be; its links begin so. */
  origin: "",
  /** The server's clock minus ours, in milliseconds. */
  ahead: 0,
  /** The id of the channel that is open. */
  channel: null,
  /** Ids of channels with something new. */
  unread: new Set(),
  /** What becomes of a press on a message: by message id, { customId, failed }. */
  presses: new Map(),
};

export const DM = 1;
export const EPHEMERAL = 1 << 6;
export const LOADING = 1 << 7;

/** The server's time in milliseconds. */
export const now = () => Date.now() + state.ahead;

/** Our application's user. */
export const bot = () => [...state.members.values()].map((member) => member.user).find((user) => user.bot);

/** How people call a user. */
export const nameOf = (user) => user.global_name ?? (user.bot ? capitalised(user.username) : user.username);

const capitalised = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** The open channel. */
export const channel = () => state.channels.get(state.channel);

/** How a channel is called. */
export const channelName = (place) => (place.type === DM ? nameOf(bot()) : place.name);

/** The commands of a type that the open channel offers (1: slash, 2: on a member, 3: on a message). */
export function offeredHere(type) {
  const ids = state.offered[state.channel] ?? [];
  return ids.map((id) => state.commands.get(id)).filter((command) => command?.type === type);
}

/** A link as this browser reaches it: the server's own ones are relative to where the page came from. */
export function reachable(url) {
  return state.origin && url.startsWith(`${state.origin}/`) ? url.slice(state.origin.length) : url;
}
