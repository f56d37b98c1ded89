/**
 * The last part of a command: a field that finds one of the options that are left over.
 * @module
 */

/** @import { CommandOption } from "../../types" */
/** @import { Item } from "./listbox.js" */

import { el } from "./dom.js";
import { Listbox } from "./listbox.js";
import { matching } from "./optionfield.js";
import { aboutPart, nameOfPart } from "./words.js";

const OPENING = ["Enter", "ArrowDown", "ArrowUp"];

/** @param {CommandOption} option */
const item = (option) => ({ label: nameOfPart(option), description: aboutPart(option), option });

/**
 * The field, and what says in it how many options are left.
 * @param {{left: () => CommandOption[], onpick: (option: CommandOption) => void}} options
 */
export function moreOptions({ left, onpick }) {
  const input = el("input.more-options", {
    type: "text",
    size: "8",
    role: "combobox",
    "aria-autocomplete": "list",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  });
  /** @type {Listbox<Item & {option: CommandOption}>} */
  const list = new Listbox(input, {
    label: "More options",
    onpick: ({ option }) => onpick(option),
    within: ".composer",
    above: true,
    empty: "No option of that name.",
  });
  const open = () => list.show(matching(left().map(item), input.value));

  input.addEventListener("click", () => list.shown || open());
  input.addEventListener("input", open);
  input.addEventListener("blur", () => {
    list.hide();
    input.value = "";
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.key(event) || !OPENING.includes(event.key)) return;
    // An Enter that chose nothing must not send the command.
    event.preventDefault();
    event.stopPropagation();
    open();
  });

  const count = () => {
    const { length } = left();
    input.hidden = !length;
    input.placeholder = `+${length} more`;
    input.setAttribute("aria-label", `Add one of ${length} more options`);
  };
  return { element: input, count };
}
