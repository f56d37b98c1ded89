/**
 * All that this window knows. The session writes it; everything else reads.
 * @module
 */

/** @import { Channel, Command, DirectChannel, Guild, Integration, Member, Message, Presence } from "../../types" */
/** @import { TextChannel, User } from "../../types" */

export const state = {
  /**
   * The user whose window this is; null until the server has said welcome.
   * @type {User|null}
   */
  me: null,
  /** What the application is called. */
  app: "",
  /**
   * Users whom one can be.
   * @type {User[]}
   */
  people: [],
  /**
   * The guild that has the application.
   * @type {Guild|null}
   */
  guild: null,
  /**
   * The others, and whether they have it too.
   * @type {(Guild & {added: boolean})[]}
   */
  others: [],
  /** Whether one has the application for oneself. */
  installed: false,
  /**
   * What moderators have set for all commands, and for each.
   * @type {Integration[]}
   */
  integrations: [],
  /**
   * Members by user id.
   * @type {Map<string, Member>}
   */
  members: new Map(),
  /**
   * Channels by id, in their order.
   * @type {Map<string, Channel>}
   */
  channels: new Map(),
  /**
   * Messages by id, oldest first, of all channels.
   * @type {Map<string, Message>}
   */
  messages: new Map(),
  /**
   * Commands by id.
   * @type {Map<string, Command>}
   */
  commands: new Map(),
  /**
   * Which commands there are in a channel: lists of ids by channel id.
   * @type {Record<string, string[]>}
   */
  offered: {},
  /**
   * Ids of the people who have a window open.
   * @type {Set<string>}
   */
  online: new Set(),
  /** The language that this window's person reads, and the server's. */
  locale: "en-GB",
  serverLocale: "en-US",
  /**
   * The languages that there are.
   * @type {string[]}
   */
  locales: [],
  botOnline: false,
  /**
   * How the bot wants to be seen.
   * @type {Presence}
   */
  botPresence: { status: "online", activities: [] },
  connected: false,
  fileLimit: 0,
  /** Where the server believes to be; its links begin so. */
  origin: "",
  /** The server's clock minus ours, in milliseconds. */
  ahead: 0,
  /** The id of the channel that is open; "" until one is. */
  channel: "",
  /**
   * Ids of channels with something new.
   * @type {Set<string>}
   */
  unread: new Set(),
  /**
   * What becomes of a press on a message: by message id.
   * @type {Map<string, {customId: string, failed: boolean}>}
   */
  presses: new Map(),
};

const TEXT = 0;
export const THREAD = 11;
export const DM = 1;
export const EPHEMERAL = 1 << 6;
export const LOADING = 1 << 7;

/** The server's time in milliseconds. */
export const now = () => Date.now() + state.ahead;

/** The user whose window this is. */
export const me = () => told(state.me);

/** The server, as people call it. */
export const guild = () => told(state.guild);

/** Our application's user. */
export const bot = () => told([...state.members.values()].map(({ user }) => user).find((user) => user.bot));

/** The open channel. */
export const channel = () => told(state.channels.get(state.channel));

/**
 * What the welcome has brought; nothing asks for it before.
 * @template T
 * @param {T|null|undefined} thing
 * @returns {T}
 */
function told(thing) {
  if (thing === null || thing === undefined) throw new Error("The server has not said welcome yet.");
  return thing;
}

/**
 * How people call a user.
 * @param {User} user
 */
export const nameOf = (user) => user.global_name ?? (user.bot ? capitalised(user.username) : user.username);

/** @param {string} word */
const capitalised = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/**
 * How a channel is called.
 * @param {Channel} place
 */
export const channelName = (place) => (isText(place) ? place.name : place.recipients.map(nameOf).join(", "));

/** @type {{[Type in Channel["type"]]: "hash"|"at"|"people"|"chat"}} */
const SIGNS = { 0: "hash", 1: "at", 3: "people", 11: "chat" };
const VIEW_CHANNEL = 1n << 10n;

/**
 * The sign of a channel's kind.
 * @param {Channel} place
 * @returns {"hash"|"at"|"people"|"chat"|"warn"|"lock"}
 */
export function channelSign(place) {
  const special = isText(place) && specialOf(place);
  return special ? special.sign : SIGNS[place.type];
}

/**
 * What is special about a channel: who may see it, or what for.
 * @param {TextChannel} place
 * @returns {{sign: "warn"|"lock", words: string}|null}
 */
export function specialOf({ nsfw, permission_overwrites: overwrites, guild_id: everyone }) {
  if (nsfw) return { sign: "warn", words: "age-restricted" };
  const closed = overwrites?.some(({ id, deny }) => id === everyone && BigInt(deny) & VIEW_CHANNEL);
  return closed ? { sign: "lock", words: "not for everybody" } : null;
}

/**
 * A guild's channels, in their order; without one, of the guild that has the application.
 * @param {Guild} [of]
 */
export const textChannels = (of = guild()) => (
  [...state.channels.values()].filter(isText).filter((place) => place.guild_id === of.id)
);

/**
 * The guild of a channel that has not added the application.
 * @param {Channel} place
 */
export const foreignGuild = (place) => state.others.find(
  (one) => isText(place) && one.id === place.guild_id && !one.added,
);

/** The conversations outside of guilds. */
export const directChannels = () => [...state.channels.values()].filter(isDirect);

/**
 * @param {Channel} place
 * @returns {place is TextChannel}
 */
export const isText = (place) => place.type === TEXT || place.type === THREAD;

/**
 * @param {Channel} place
 * @returns {place is DirectChannel}
 */
const isDirect = (place) => !isText(place);

/**
 * The commands of a type that the open channel offers (1: slash, 2: on a member, 3: on a message).
 * @param {number} type
 */
export function offeredHere(type) {
  const ids = state.offered[state.channel] ?? [];
  return ids.flatMap((id) => state.commands.get(id) ?? []).filter((command) => command.type === type);
}

/**
 * A link as this browser reaches it: the server's own ones are relative to where the page came from.
 * @param {string} url
 */
export function reachable(url) {
  return state.origin && url.startsWith(`${state.origin}/`) ? url.slice(state.origin.length) : url;
}
