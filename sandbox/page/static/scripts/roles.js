/**
 * What somebody is in the server: its owner, one of its moderators, or a member.
 * @module
 */

/** @import { User } from "../../types" */

import { guild, state } from "./state.js";

// https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
const MANAGE_GUILD = 1n << 5n;

/**
 * The word for it.
 * @param {User} user
 */
export function roleOf(user) {
  if (user.id === guild().owner_id) return "owner";
  const roles = state.members.get(user.id)?.roles ?? [];
  const moderates = guild().roles.some((role) => roles.includes(role.id) && BigInt(role.permissions) & MANAGE_GUILD);
  return moderates ? "moderator" : "member";
}

/**
 * Whether a user may set what concerns the server.
 * @param {User} user
 */
export const manages = (user) => roleOf(user) !== "member";
