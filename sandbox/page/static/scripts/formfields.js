/**
 * The fields of forms by type: texts, selects, files, radio buttons and checkboxes.
 * @module
 */

import { el, fill, icon } from "./dom.js";
import { fileBox, fileProblem, upload } from "./files.js";
import { defaults, selectElement } from "./select.js";

const PARAGRAPH = 2;
const LONGEST = 4000;
let count = 0;

const KINDS = {
  3: select,
  4: text,
  5: select,
  6: select,
  7: select,
  8: select,
  19: files,
  21: radios,
  22: checkboxes,
  23: checkbox,
};

/**
 * A field with its label: { customId, element, value(), check(), focus() }. `check` shows what is wrong, and says whether
 * anything is.
 * @param {Object} component
 * @param {{label: string, description: ?string}} words
 */
export function field(component, words) {
  const id = `field-${++count}`;
  const made = KINDS[component.type](component, id, words);
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

function select(component, id) {
  let chosen = defaults(component);
  const choose = (values) => {
    chosen = values;
    element.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const element = selectElement(component, { onchoose: choose });
  const button = element.querySelector("button");
  button.id = id;
  button.removeAttribute("aria-label"); // the label above says it
  const problem = (required) => (required && !chosen.length ? "Choose something." : null);
  return { element, value: () => chosen, problem, focus: () => button.focus() };
}

function files(component, id, { label }) {
  const least = component.min_values ?? 1;
  const onchange = () => box.element.dispatchEvent(new Event("input", { bubbles: true }));
  const box = fileBox({ label, most: component.max_values ?? 1, onchange });
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

function radios(component, id) {
  const rows = component.options.map((option) => tick("radio", id, option));
  const chosen = () => rows.find((row) => row.input.checked)?.input.value ?? null;
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

function checkboxes(component, id) {
  const rows = component.options.map((option) => tick("checkbox", id, option));
  const least = component.min_values ?? 1;
  const most = component.max_values ?? rows.length;
  const value = () => rows.filter((row) => row.input.checked).map((row) => row.input.value);
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
