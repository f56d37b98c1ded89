/**
 * Forms (modals) that an application opens before a member.
 * https://discord.com/developers/docs/components/reference#label
 * @module
 */

/** @import { Answer, Modal, Question } from "../../types" */
/** @import { Field } from "./formfields.js" */

import { avatarOfBot } from "./avatars.js";
import { el, fill, icon } from "./dom.js";
import { field } from "./formfields.js";
import { begin } from "./interactions.js";
import { showDialog } from "./over.js";
import { prose } from "./prose.js";
import { wordsOf } from "./words.js";

const FIELDS = new Set([3, 4, 5, 6, 7, 8, 19, 21, 22, 23]);

/**
 * Open a form.
 * @param {Modal} modal
 * @param {string} interaction the id of the interaction that opened it
 */
export function openForm(modal, interaction) {
  /** @type {Field[]} */
  const fields = [];
  const failure = el("p.failure", { role: "alert", hidden: true });
  const parts = modal.components.map((part) => element(part, fields));
  const submit = el("button.button.primary", { type: "submit" }, "Submit");
  const cancel = el("button.button.secondary", { type: "button", onclick: () => dialog.close() }, "Cancel");
  const close = el(
    "button.round.shut",
    { type: "button", "aria-label": "Close", onclick: () => dialog.close() },
    icon("close"),
  );
  const heading = el("h2", { id: `form-${interaction}` }, modal.title);
  const form = el(
    "form",
    { novalidate: true, onsubmit: send },
    el("div.form-body", {}, parts, failure),
    el("footer", {}, cancel, submit),
  );
  /** @type {HTMLDialogElement} */
  const dialog = el(
    "dialog.form",
    { "aria-labelledby": heading.id },
    el("header", {}, avatarOfBot(), heading, close),
    form,
  );

  /** @param {string} words */
  function fail(words) {
    fill(failure, icon("warn"), words);
    failure.hidden = false;
    submit.disabled = false;
  }

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    if (submit.disabled) return;
    const wrong = fields.filter((one) => one.check());
    if (wrong.length) {
      wrong[0].focus();
      return;
    }
    failure.hidden = true;
    submit.disabled = true;
    try {
      /** @type {Record<string, Answer>} */
      const values = {};
      for (const one of fields) {
        const value = await one.value();
        if (value !== null) values[one.customId] = value;
      }
      await begin(
        "submit",
        { interaction, values },
        { acknowledged: () => dialog.close(), failed: () => fail("Something went wrong. Try again.") },
      );
    } catch (error) {
      fail(wordsOf(error));
    }
  }

  showDialog(dialog);
  (fields[0] ?? { focus: () => submit.focus() }).focus();
}

/**
 * @param {Modal["components"][number]} part
 * @param {Field[]} fields
 */
function element(part, fields) {
  if (part.type === 10) return prose(part.content);
  if (part.type === 18) return labelled(part, part.component, fields);
  if (part.type === 1) return part.components.map((one) => labelled({ label: one.label ?? "" }, one, fields));
  return null;
}

/**
 * @param {{label: string, description?: string}} words
 * @param {Question} component
 * @param {Field[]} fields
 */
function labelled({ label, description }, component, fields) {
  if (!FIELDS.has(component.type)) return null;
  const made = field(component, { label, description });
  fields.push(made);
  return made.element;
}
