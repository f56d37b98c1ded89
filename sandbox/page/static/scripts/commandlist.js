/**
 * The commands that can be typed in the open channel: one entry for each subcommand.
 * @module
 */

/** @import { Command, CommandOption } from "../../types" */

import { avatarOfBot } from "./avatars.js";
import { el } from "./dom.js";
import { bot, nameOf, offeredHere } from "./state.js";
import { aboutPart, nameOfPart } from "./words.js";

/**
 * A command that can be typed: "quota set", say.
 * @typedef {{name: string, shown: string, description: string, options: CommandOption[]}} Entry
 */

const SUBCOMMAND = 1;
const GROUP = 2;

/** All entries. */
export function entries() {
  return offeredHere(1).flatMap((command) => unfolded(command, command.name, nameOfPart(command)));
}

/**
 * The entries whose name fits what was typed, as items of a list.
 * @param {string} typed
 */
export function fittingEntries(typed) {
  const wanted = typed.trim().toLowerCase();
  const found = entries().filter(({ shown }) => ` ${shown}`.includes(` ${wanted}`) || shown.startsWith(wanted));
  return found.map((entry) => ({
    label: [
      el("span.slash", {}, `/${entry.shown}`),
      entry.options.filter((option) => option.required).map((option) => el("span.needs", {}, nameOfPart(option))),
    ],
    description: entry.description,
    group: nameOf(bot()),
    face: avatarOfBot(),
    entry,
  }));
}

/**
 * @param {Command|CommandOption} command
 * @param {string} name
 * @param {string} shown the name in the language of this window
 * @returns {Entry[]}
 */
function unfolded(command, name, shown) {
  const options = command.options ?? [];
  const inner = options.filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
  if (inner.length) {
    return inner.flatMap((option) => unfolded(option, `${name} ${option.name}`, `${shown} ${nameOfPart(option)}`));
  }
  return [{ name, shown, description: aboutPart(command), options }];
}
