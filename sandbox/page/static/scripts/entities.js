/**
 * What selects and options can name: members, roles, channels.
 * @module
 */

import { avatar } from "./avatars.js";
import { icon } from "./dom.js";
import { DM, nameOf, state } from "./state.js";

const member = ({ user }) => ({
  value: user.id,
  label: nameOf(user),
  description: user.username,
  face: avatar(user),
});
const role = ({ id, name }) => ({ value: id, label: name, face: icon("people") });
const place = ({ id, name }) => ({ value: id, label: name, face: icon("hash") });

/** All members as items of a list. */
export const members = () => [...state.members.values()].map(member);

/** All roles. */
export const roles = () => state.guild.roles.map(role);

/** The guild's channels; of some types only, if they are given. */
export function channels(types) {
  const fits = (one) => one.type !== DM && (!types?.length || types.includes(one.type));
  return [...state.channels.values()].filter(fits).map(place);
}

/** Members and roles. */
export const mentionables = () => [...members(), ...roles()];
