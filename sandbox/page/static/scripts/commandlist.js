/**
 * The commands that can be typed in the open channel: one entry for each subcommand.
 * @module
 */

/** @import { CommandOption } from "../../types" */

import { avatarOfBot } from "./avatars.js";
import { el } from "./dom.js";
import { bot, nameOf, offeredHere } from "./state.js";

/**
 * A command that can be typed: "quota set", say.
 * @typedef {{name: string, description: string, options: CommandOption[]}} Entry
 */

const SUBCOMMAND = 1;
const GROUP = 2;

/** All entries. */
export function entries() {
  return offeredHere(1).flatMap((command) => unfolded(command, command.name));
}

/**
 * The entries whose name fits what was typed, as items of a list.
 * @param {string} typed
 */
export function fittingEntries(typed) {
  const wanted = typed.trim().toLowerCase();
  const found = entries().filter(({ name }) => ` ${name}`.includes(` ${wanted}`) || name.startsWith(wanted));
  return found.map((entry) => ({
    label: [
      el("span.slash", {}, `/${entry.name}`),
      entry.options.filter((option) => option.required).map((option) => el("span.needs", {}, option.name)),
    ],
    description: entry.description,
    group: nameOf(bot()),
    face: avatarOfBot(),
    entry,
  }));
}

/**
 * @param {{description: string, options?: CommandOption[]}} command
 * @param {string} name
 * @returns {Entry[]}
 */
function unfolded(command, name) {
  const options = command.options ?? [];
  const inner = options.filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
  if (inner.length) return inner.flatMap((option) => unfolded(option, `${name} ${option.name}`));
  return [{ name, description: command.description, options }];
}
