/**
 * The fields of forms by type: texts, selects, files, radio buttons and checkboxes.
 * @module
 */

/** @import { Answer, Checkbox, CheckboxGroup, FileUpload, Question, RadioGroup, Select } from "../../types" */
/** @import { TextInput } from "../../types" */

import { el, fill, icon } from "./dom.js";
import { fileBox, fileProblem, upload } from "./files.js";
import { defaults, selectElement } from "./select.js";

const PARAGRAPH = 2;
const LONGEST = 4000;
let count = 0;

/** @typedef {{label: string, description?: string}} Words */

/**
 * What one fills in. Something that consists of several parts is grouped: its label is not one part's.
 * @typedef {Object} Box
 * @property {boolean} [grouped]
 * @property {HTMLElement} element
 * @property {() => Answer|Promise<Answer>} value
 * @property {(required: boolean) => string|null} problem
 * @property {() => void} focus
 */

/**
 * A field with its label. `check` shows what is wrong, and says whether anything is.
 * @typedef {Object} Field
 * @property {string} customId
 * @property {HTMLElement} element
 * @property {() => Answer|Promise<Answer>} value
 * @property {() => boolean} check
 * @property {() => void} focus
 */

/**
 * The field of a form's component.
 * @param {Question} component
 * @param {Words} words
 * @returns {Field}
 */
export function field(component, words) {
  const id = `field-${++count}`;
  const made = boxOf(component, id, words);
  const required = component.required !== false && component.type !== 23;
  const wrong = el("p.wrong", { id: `${id}-wrong`, role: "alert" });
  const about = words.description && el("p.about-field", { id: `${id}-about` }, words.description);
  const name = el(
    made.grouped ? "span.label" : "label.label",
    { id: `${id}-label`, for: made.grouped ? null : id },
    words.label,
    required && el("span.star", { title: "required" }, "*"),
  );
  const single = component.type === 23;
  const element = el(
    "div.field",
    { role: made.grouped ? "group" : null, "aria-labelledby": made.grouped ? `${id}-label` : null },
    !single && name,
    !single && about,
    made.element,
    single && about,
    wrong,
  );
  const check = () => {
    const problem = made.problem(required);
    fill(wrong, problem && [icon("warn"), problem]);
    element.classList.toggle("invalid", Boolean(problem));
    return Boolean(problem);
  };
  // While one types, not when one leaves: what moves then moves away from under the pointer.
  element.addEventListener("input", () => element.classList.contains("invalid") && check());
  return { customId: component.custom_id, element, value: made.value, check, focus: made.focus };
}

/**
 * @param {Question} component
 * @param {string} id
 * @param {Words} words
 * @returns {Box}
 */
function boxOf(component, id, words) {
  switch (component.type) {
    case 4:
      return text(component, id);
    case 19:
      return files(component, words);
    case 21:
      return radios(component, id);
    case 22:
      return checkboxes(component, id);
    case 23:
      return checkbox(component, id, words);
    default:
      return select(component, id);
  }
}

/**
 * @param {TextInput} component
 * @param {string} id
 * @returns {Box}
 */
function text(component, id) {
  const long = component.style === PARAGRAPH;
  const most = component.max_length ?? LONGEST;
  const least = component.min_length ?? 0;
  const input = el(long ? "textarea" : "input", {
    id,
    type: long ? null : "text",
    rows: long ? "4" : null,
    maxlength: most,
    placeholder: component.placeholder,
    "aria-describedby": `${id}-wrong`,
    "data-field": component.custom_id,
  });
  const left = el("span.left", { "aria-hidden": "true" });
  const countLeft = () => fill(left, `${[...input.value].length} / ${most}`);
  input.value = component.value ?? "";
  input.addEventListener("input", countLeft);
  countLeft();
  /** @param {boolean} required */
  const problem = (required) => {
    const length = input.value.length;
    if (!length) return required ? "This field is required." : null;
    return length < least ? `At least ${least} characters, please.` : null;
  };
  return {
    element: el("div.text-box", {}, input, left),
    value: () => input.value,
    problem,
    focus: () => input.focus(),
  };
}

/**
 * @param {Select} component
 * @param {string} id
 * @returns {Box}
 */
function select(component, id) {
  let chosen = defaults(component);
  /** @param {string[]} values */
  const choose = (values) => {
    chosen = values;
    element.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const element = selectElement(component, { onchoose: choose });
  const button = element.querySelector("button");
  button?.setAttribute("id", id);
  button?.removeAttribute("aria-label"); // the label above says it
  /** @param {boolean} required */
  const problem = (required) => (required && !chosen.length ? "Choose something." : null);
  return { element, value: () => chosen, problem, focus: () => button?.focus() };
}

/**
 * @param {FileUpload} component
 * @param {Words} words
 * @returns {Box}
 */
function files(component, { label }) {
  const least = component.min_values ?? 1;
  const onchange = () => box.element.dispatchEvent(new Event("input", { bubbles: true }));
  const box = fileBox({ label, most: component.max_values ?? 1, types: component.file_types, onchange });
  /** @param {boolean} required */
  const problem = (required) => {
    const chosen = box.files();
    if (!chosen.length && !required) return null;
    if (chosen.length < least) return least === 1 ? "Add a file." : `Add at least ${least} files.`;
    return chosen.map(fileProblem).find(Boolean) ?? null;
  };
  return {
    grouped: true,
    element: box.element,
    value: () => Promise.all(box.files().map(upload)),
    problem,
    focus: box.focus,
  };
}

/**
 * @param {RadioGroup} component
 * @param {string} id
 * @returns {Box}
 */
function radios(component, id) {
  const rows = component.options.map((option) => tick("radio", id, option));
  const chosen = () => rows.find((row) => row.input.checked)?.input.value ?? null;
  /** @param {boolean} required */
  const problem = (required) => (required && chosen() === null ? "Choose one." : null);
  return {
    grouped: true,
    element: el(
      "div.ticks",
      { role: "radiogroup", "aria-labelledby": `${id}-label` },
      rows.map((row) => row.element),
    ),
    value: chosen,
    problem,
    focus: () => (rows.find((row) => row.input.checked) ?? rows[0]).input.focus(),
  };
}

/**
 * @param {CheckboxGroup} component
 * @param {string} id
 * @returns {Box}
 */
function checkboxes(component, id) {
  const rows = component.options.map((option) => tick("checkbox", id, option));
  const least = component.min_values ?? 1;
  const most = component.max_values ?? rows.length;
  const value = () => rows.filter((row) => row.input.checked).map((row) => row.input.value);
  /** @param {boolean} required */
  const problem = (required) => {
    const number = value().length;
    if (!number && !required) return null;
    if (number < least) return `Choose at least ${least}.`;
    return number > most ? `Choose at most ${most}.` : null;
  };
  return {
    grouped: true,
    element: el("div.ticks", {}, rows.map((row) => row.element)),
    value,
    problem,
    focus: () => rows[0].input.focus(),
  };
}

/**
 * @param {Checkbox} component
 * @param {string} id
 * @param {Words} words
 * @returns {Box}
 */
function checkbox(component, id, { label }) {
  const row = tick("checkbox", id, { label, value: "on", default: component.default });
  return {
    grouped: true,
    element: row.element,
    value: () => row.input.checked,
    problem: () => null,
    focus: () => row.input.focus(),
  };
}

/**
 * @param {"radio"|"checkbox"} type
 * @param {string} group
 * @param {{label: string, value: string, description?: string, default?: boolean}} option
 */
function tick(type, group, option) {
  const input = el("input", { type, name: group, value: option.value });
  input.checked = Boolean(option.default);
  const words = el(
    "span",
    {},
    option.label,
    option.description && el("span.about-field", {}, option.description),
  );
  return { input, element: el("label.tick", {}, input, words) };
}
