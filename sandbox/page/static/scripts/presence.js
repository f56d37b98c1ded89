/**
 * Who is here, and how: people who have a window open, and the bot as it wants to be seen.
 * @module
 */

/** @import { Activity, Presence, User } from "../../types" */

import { state } from "./state.js";

/** @typedef {"online"|"idle"|"dnd"|"away"} Look */

/** @type {{[Status in Presence["status"]]: Look}} */
const LOOKS = { online: "online", idle: "idle", dnd: "dnd", invisible: "away", offline: "away" };
/** @type {Record<Look, string>} */
export const WORDS = { online: "Online", idle: "Idle", dnd: "Do not disturb", away: "Offline" };
// https://discord.com/developers/docs/events/gateway-events#activity-object-activity-types
/** @type {Record<number, string>} */
const DOING = { 0: "Playing", 1: "Streaming", 2: "Listening to", 3: "Watching", 5: "Competing in" };
const CUSTOM = 4;

/**
 * How somebody is here.
 * @param {User} user
 * @returns {Look}
 */
export function lookOf(user) {
  if (user.bot) return state.botOnline ? LOOKS[state.botPresence.status] : "away";
  return state.online.has(user.id) ? "online" : "away";
}

/**
 * What somebody says that they do, or "".
 * @param {User} user
 */
export function doing(user) {
  const first = user.bot && lookOf(user) !== "away" && state.botPresence.activities[0];
  return first ? said(first) : "";
}

/** @param {Activity} activity */
function said({ type = 0, name = "", state: words }) {
  if (type === CUSTOM) return words ?? "";
  return `${DOING[type] ?? ""} ${name}`.trim();
}
