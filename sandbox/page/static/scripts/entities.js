/**
 * What selects and options can name: members, roles, channels.
 * @module
 */

/** @import { Member, Role, TextChannel } from "../../types" */

import { avatar } from "./avatars.js";
import { icon } from "./dom.js";
import { guild, nameOf, state, textChannels } from "./state.js";

/** @param {Member} member */
const member = ({ user }) => ({
  value: user.id,
  label: nameOf(user),
  description: user.username,
  face: avatar(user),
});

/** @param {Role} role */
const role = ({ id, name }) => ({ value: id, label: name, face: icon("people") });

/** @param {TextChannel} place */
const place = ({ id, name }) => ({ value: id, label: name, face: icon("hash") });

/** All members as items of a list. */
export const members = () => [...state.members.values()].map(member);

/** All roles. */
export const roles = () => guild().roles.map(role);

/**
 * The guild's channels; of some types only, if they are given.
 * @param {number[]} [types]
 */
export function channels(types) {
  return textChannels().filter(({ type }) => !types?.length || types.includes(type)).map(place);
}

/** Members and roles. */
export const mentionables = () => [...members(), ...roles()];
