/**
 * One option of a command: a field with its name, and a list where there is something to choose from.
 * @module
 */

/** @import { Child, CommandOption, OptionChoice } from "../../types" */

import { KIND, problem } from "./checks.js";
import { el } from "./dom.js";
import { channels, members, mentionables, roles } from "./entities.js";
import { fileBox } from "./files.js";
import { Listbox } from "./listbox.js";
import { state } from "./state.js";
import { nameOfPart } from "./words.js";

const PATIENCE = 200; // milliseconds without a key before the application is asked

/** @typedef {{value: string|number, label: string, description?: string, face?: Child}} Item */

/**
 * The field of an option. `value` is null where there is none, `problem` where there is none; only a text field can say
 * whether it is empty.
 * @typedef {Object} OptionField
 * @property {CommandOption} option
 * @property {HTMLElement} element
 * @property {() => string|File|null} value
 * @property {() => string|null} problem
 * @property {() => void} focus
 * @property {(words: string|null) => void} mark
 * @property {(value: string|File) => void} set
 * @property {() => boolean} [empty]
 */

/** @typedef {{onchange: () => void, suggest: (typed: string) => Promise<OptionChoice[]>}} News */

/** @type {Record<number, (option: CommandOption) => Item[]>} */
const LISTS = {
  [KIND.BOOLEAN]: () => ["True", "False"].map((label) => ({ label, value: label.toLowerCase() })),
  [KIND.USER]: members,
  [KIND.CHANNEL]: (option) => channels(option.channel_types),
  [KIND.ROLE]: roles,
  [KIND.MENTIONABLE]: mentionables,
};

/**
 * Which keyboard a phone shows.
 * @type {Record<number, string>}
 */
const KEYBOARDS = { [KIND.INTEGER]: "numeric", [KIND.NUMBER]: "decimal" };

/**
 * The field of an option.
 * @param {CommandOption} option
 * @param {News} news
 */
export function optionField(option, news) {
  return option.type === KIND.ATTACHMENT ? attachmentField(option, news) : textField(option, news);
}

/**
 * @param {CommandOption} option
 * @param {News} news
 * @returns {OptionField}
 */
function attachmentField(option, { onchange }) {
  const name = nameOfPart(option);
  const box = fileBox({ label: name, most: 1, types: option.file_types, onchange });
  const element = el(
    "div.option-field.attachment",
    { "data-option": option.name, role: "group", "aria-label": name },
    el("span.option-name", {}, name),
    box.element,
  );
  const value = () => box.files()[0] ?? null;
  return {
    option,
    element,
    value,
    problem: () => problem(option, value()),
    focus: box.focus,
    mark: marker(element),
    set: (file) => file instanceof File && box.add([file]),
  };
}

/**
 * @param {CommandOption} option
 * @param {News} news
 * @returns {OptionField}
 */
function textField(option, news) {
  /** @type {Item|null} of the list; what is typed afterwards is no longer it */
  let picked = null;
  const listed = listOf(option);
  const input = inputOf(option, listed !== null);
  const element = el(
    "label.option-field",
    { "data-option": option.name },
    el("span.option-name", { "aria-hidden": "true" }, nameOfPart(option)),
    input,
  );
  /** @param {Item} item */
  const pick = (item) => {
    picked = item;
    input.value = item.label;
    list.hide();
    news.onchange();
  };
  /** @type {Listbox<Item>} */
  const list = new Listbox(input, {
    label: `Choices of ${nameOfPart(option)}`,
    onpick: pick,
    within: ".composer",
    above: true,
    empty: listed ? "Nothing of that name." : "",
  });
  const fixed = () => listed && list.show(matching(listed(), picked ? "" : input.value));
  const suggestions = option.autocomplete ? fromApplication(news.suggest, list) : fixed;

  input.addEventListener("focus", () => suggestions(input.value));
  input.addEventListener("click", () => list.shown || suggestions(input.value));
  input.addEventListener("blur", () => list.hide());
  input.addEventListener("input", () => {
    picked = null;
    if (/\n/.test(input.value)) input.value = input.value.replace(/\s*\n\s*/g, " ");
    suggestions(input.value);
    news.onchange();
  });
  input.addEventListener("keydown", (event) => list.key(event));

  const value = () => (picked ? String(picked.value) : typed(plain(option, input.value), listed));
  return {
    option,
    element,
    value,
    problem: () => (input.value && value() === null ? "Choose one from the list." : problem(option, value())),
    focus: () => {
      input.focus();
      input.select();
    },
    mark: marker(element, input),
    set: (words) => {
      input.value = String(words);
    },
    empty: () => !input.value,
  };
}

/**
 * Long texts grow with what is typed.
 * @param {CommandOption} option
 * @param {boolean} listed whether there is a list to choose from
 * @returns {HTMLElement & {value: string, select: () => void}}
 */
function inputOf(option, listed) {
  const long = option.type === KIND.STRING && !option.choices && !option.autocomplete;
  const hint = listed ? "choose" : "";
  return el(long ? "textarea" : "input", {
    "aria-label": nameOfPart(option),
    placeholder: option.autocomplete ? "type to search" : hint,
    spellcheck: long ? "true" : "false",
    autocomplete: "off",
    autocapitalize: "off",
    inputmode: KEYBOARDS[option.type],
    role: listed || option.autocomplete ? "combobox" : null,
    rows: long ? "1" : null,
    size: long ? null : "8",
    type: long ? null : "text",
    "data-input": option.name,
  });
}

/**
 * What was typed, and a number as it is sent: in German one types 0,8.
 * @param {CommandOption} option
 * @param {string} words
 */
function plain(option, words) {
  if (option.type !== KIND.NUMBER) return words;
  const parts = new Intl.NumberFormat(state.locale).formatToParts(0.5);
  return words.replace(parts.find((one) => one.type === "decimal")?.value ?? ".", ".");
}

/** @param {OptionChoice} one */
const choice = (one) => ({ label: nameOfPart(one), value: one.value });

/**
 * What one can choose from, if what is typed must be one of them.
 * @param {CommandOption} option
 * @returns {(() => Item[])|null}
 */
function listOf(option) {
  const { choices } = option;
  if (option.type in LISTS) return () => LISTS[option.type](option);
  return choices ? () => choices.map(choice) : null;
}

/**
 * What was typed: as it is, or the item of the list of that name.
 * @param {string} words
 * @param {(() => Item[])|null} listed
 */
function typed(words, listed) {
  if (!words) return null;
  if (!listed) return words;
  const found = listed().find((item) => item.label.toLowerCase() === words.trim().toLowerCase());
  return found ? String(found.value) : null;
}

/**
 * The items with these words in their label.
 * @template {{label: string}} T
 * @param {T[]} items
 * @param {string} words
 */
export function matching(items, words) {
  const wanted = words.trim().toLowerCase();
  return items.filter((item) => item.label.toLowerCase().includes(wanted));
}

/**
 * Ask the application when the typing pauses; only the answer to the newest question is shown.
 * @param {News["suggest"]} suggest
 * @param {Listbox<Item>} list
 */
function fromApplication(suggest, list) {
  let timer = 0;
  let newest = 0;
  return (/** @type {string} */ words) => {
    clearTimeout(timer);
    const mine = ++newest;
    timer = setTimeout(async () => {
      const choices = await suggest(words).catch(() => []);
      if (mine === newest && document.activeElement === list.anchor) list.show(choices.map(choice));
    }, PATIENCE);
  };
}

/**
 * Shows or takes away that something is wrong.
 * @param {HTMLElement} element
 * @param {HTMLElement} [input]
 * @returns {OptionField["mark"]}
 */
function marker(element, input) {
  return (words) => {
    element.classList.toggle("wrong", Boolean(words));
    input?.setAttribute("aria-invalid", words ? "true" : "false");
  };
}
