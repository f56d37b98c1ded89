/**
 * One option of a command: a field with its name, and a list where there is something to choose from.
 * @module
 */

import { KIND, problem } from "./checks.js";
import { el } from "./dom.js";
import { channels, members, mentionables, roles } from "./entities.js";
import { fileBox } from "./files.js";
import { Listbox } from "./listbox.js";

const PATIENCE = 200; // milliseconds without a key before the application is asked
const LISTS = {
  [KIND.BOOLEAN]: () => ["True", "False"].map((label) => ({ label, value: label.toLowerCase() })),
  [KIND.USER]: members,
  [KIND.CHANNEL]: (option) => channels(option.channel_types),
  [KIND.ROLE]: roles,
  [KIND.MENTIONABLE]: mentionables,
};

/**
 * The field of an option: { option, element, value(), problem(), focus(), mark(words), set(value) }.
 * @param {Object} option
 * @param {{onchange: () => void, suggest: (typed: string) => Promise<Array<{name: string, value: *}>>}} news
 */
export function optionField(option, news) {
  return option.type === KIND.ATTACHMENT ? attachmentField(option, news) : textField(option, news);
}

function attachmentField(option, { onchange }) {
  const box = fileBox({ label: option.name, most: 1, onchange });
  const element = el(
    "div.option-field.attachment",
    { "data-option": option.name, role: "group", "aria-label": option.name },
    el("span.option-name", {}, option.name),
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
    set: (file) => box.add([file]),
  };
}

function textField(option, news) {
  let picked = null; // an item of the list; what is typed afterwards is no longer it
  const long = option.type === KIND.STRING && !option.choices && !option.autocomplete;
  const listed = LISTS[option.type] ?? (option.choices && (() => option.choices.map(choice)));
  const attributes = {
    "aria-label": option.name,
    placeholder: option.autocomplete ? "type to search" : listed ? "choose" : "",
    spellcheck: long ? "true" : "false",
    autocomplete: "off",
    autocapitalize: "off",
    inputmode: { [KIND.INTEGER]: "numeric", [KIND.NUMBER]: "decimal" }[option.type],
    role: listed || option.autocomplete ? "combobox" : null,
    rows: long ? "1" : null,
    size: long ? null : "8",
  };
  const input = el(
    long ? "textarea" : "input",
    { ...attributes, type: long ? null : "text", "data-input": option.name },
  );
  const element = el(
    "label.option-field",
    { "data-option": option.name },
    el("span.option-name", { "aria-hidden": "true" }, option.name),
    input,
  );
  const pick = (item) => {
    picked = item;
    input.value = item.label;
    list.hide();
    news.onchange();
  };
  const list = new Listbox(input, {
    label: `Choices of ${option.name}`,
    onpick: pick,
    within: ".composer",
    above: true,
    empty: listed ? "Nothing of that name." : "",
  });
  const fixed = () => listed && list.show(matching(listed(option), picked ? "" : input.value));
  const suggestions = option.autocomplete ? fromApplication(news.suggest, list) : fixed;

  input.addEventListener("focus", () => suggestions(input.value));
  input.addEventListener("click", () => list.shown || suggestions(input.value));
  input.addEventListener("blur", () => list.hide());
  input.addEventListener("input", () => {
    picked = null;
    if (long) input.value = input.value.replace(/\s*\n\s*/g, " ");
    suggestions(input.value);
    news.onchange();
  });
  input.addEventListener("keydown", (event) => list.key(event));

  const value = () => (picked ? String(picked.value) : typed(option, input.value, listed));
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
      input.value = words;
    },
    empty: () => !input.value,
  };
}

const choice = ({ name, value }) => ({ label: name, value });

/** What was typed: as it is, or the item of the list of that name. */
function typed(option, words, listed) {
  if (!words) return null;
  if (!listed) return words;
  const found = listed(option).find((item) => item.label.toLowerCase() === words.trim().toLowerCase());
  return found ? String(found.value) : null;
}

function matching(items, words) {
  const wanted = words.trim().toLowerCase();
  return items.filter((item) => item.label.toLowerCase().includes(wanted));
}

/** Ask the application when the typing pauses; only the answer to the newest question is shown. */
function fromApplication(suggest, list) {
  let timer = 0;
  let newest = 0;
  return (words) => {
    clearTimeout(timer);
    const mine = ++newest;
    timer = setTimeout(async () => {
      const choices = await suggest(words).catch(() => []);
      if (mine === newest && document.activeElement === list.anchor) list.show(choices.map(choice));
    }, PATIENCE);
  };
}

/** Shows or takes away that something is wrong. */
function marker(element, input = null) {
  return (words) => {
    element.classList.toggle("wrong", Boolean(words));
    input?.setAttribute("aria-invalid", words ? "true" : "false");
  };
}
