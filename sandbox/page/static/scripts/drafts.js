/**
 * What somebody has begun to write, by who and where they are: it is there when they come back, the words also after a
 * reload.
 * @module
 */

/** @import { Channel } from "../../types" */
/** @import { CommandForm } from "./commandform.js" */

import { channelName, isText, me, state } from "./state.js";

/**
 * What was begun: a message, and perhaps a command, which is open or was put aside by Back.
 * @typedef {{words: string, files: File[], form?: CommandForm|null, aside?: CommandForm|null}} Draft
 */

const KEY = "draft ";
/** @type {Map<string, Draft>} */
const drafts = new Map();

/**
 * Who writes where, also to a server that was started anew and has other ids.
 * @param {Channel} place
 */
export function deskAt(place) {
  const guild = isText(place) && [state.guild, ...state.others].find((one) => one?.id === place.guild_id);
  return JSON.stringify([me().username, guild && guild.name, place.type, channelName(place)]);
}

/**
 * What was begun at a desk.
 * @param {string} desk
 * @returns {Draft}
 */
export const draftAt = (desk) => drafts.get(desk) ?? { words: kept(desk), files: [] };

/** @param {string} desk */
function kept(desk) {
  try {
    return sessionStorage.getItem(KEY + desk) ?? "";
  } catch {
    return ""; // a browser that keeps nothing for pages
  }
}

/**
 * Keep it, or forget it if there is nothing.
 * @param {string} desk
 * @param {Draft} [draft]
 */
export function keepDraft(desk, draft = { words: "", files: [] }) {
  if (draft.words || draft.files.length || draft.form || draft.aside) drafts.set(desk, draft);
  else drafts.delete(desk);
  try {
    sessionStorage.removeItem(KEY + desk);
    if (draft.words) sessionStorage.setItem(KEY + desk, draft.words);
  } catch {
    // It is longer than the browser has room for, or that keeps nothing: until a reload it is kept above.
  }
}
