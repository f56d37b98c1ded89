/**
 * A command while it is being filled in: its name, the required options, those that were added, and what is wrong.
 * @module
 */

/** @import { CommandOption, OptionChoice, OptionValue } from "../../types" */
/** @import { Entry } from "./commandlist.js" */
/** @import { OptionField } from "./optionfield.js" */

import { limits } from "./checks.js";
import { all, el, fill } from "./dom.js";
import { upload } from "./files.js";
import { begin, useCommand } from "./interactions.js";
import { moreOptions } from "./moreoptions.js";
import { optionField } from "./optionfield.js";
import { state } from "./state.js";
import { aboutPart, nameOfPart, wordsOf } from "./words.js";

const ATTACHMENT = 11;

/** Lives in the composer from the choice of a command until it is sent or left. */
export class CommandForm {
  /**
   * @param {Entry} entry
   * @param {{onleave: () => void, onsent: () => void}} news
   */
  constructor(entry, { onleave, onsent }) {
    this.entry = entry;
    this.onleave = onleave;
    this.onsent = onsent;
    this.sending = false;
    /** @type {OptionField[]} */
    this.fields = [];
    this.hint = el("p.hint", { id: "hint", role: "status" });
    this.chips = el("div.chips");
    this.attached = el("div.attached");
    this.more = moreOptions({ left: () => this.left(), onpick: (option) => this.add(option).focus() });
    this.chips.append(el("span.command-name", {}, `/${entry.shown}`), this.more.element);
    this.element = el(
      "div.command-form",
      { role: "group", "aria-label": `Command ${entry.shown}` },
      this.hint,
      this.attached,
      this.chips,
    );
    this.element.addEventListener("keydown", (event) => this.key(event));
    for (const option of entry.options) if (option.required) this.add(option);
    this.more.count();
    this.say(null);
  }

  /**
   * Put a value into an option; it is added if need be.
   * @param {string} name
   * @param {string|File} value
   */
  set(name, value) {
    const option = this.entry.options.find((one) => one.name === name);
    if (option) (this.field(name) ?? this.add(option)).set(value);
  }

  /** @param {string} name */
  field(name) {
    return this.fields.find((field) => field.option.name === name);
  }

  /**
   * Take a file that was dropped or pasted, if there is a place for it.
   * @param {File} file
   */
  takeFile(file) {
    const options = this.entry.options.filter((option) => option.type === ATTACHMENT);
    const free = options.find((option) => !this.field(option.name)?.value()) ?? options[0];
    if (!free) return false;
    this.set(free.name, file);
    return true;
  }

  /**
   * Begin where something is missing.
   * @param {string} [name] of an option; where it is
   */
  focus(name) {
    const empty = this.fields.filter((field) => field.value() === null);
    const missing = empty.find(({ option }) => option.required) ?? empty[0];
    const last = this.fields.findLast(({ option }) => option.type !== ATTACHMENT);
    const wanted = name ? this.field(name) : (missing ?? last);
    // Enter sends what needs nothing more, as on Discord.
    const target = wanted ?? /** @type {HTMLElement|null} */ (document.querySelector("button.send"));
    target?.focus();
  }

  /** Begin at the first part; whether there is one. */
  begin() {
    const first = all(this.element, "button, input, textarea").find((one) => !one.hidden);
    first?.focus();
    return Boolean(first);
  }

  /** Whether anything is filled in. */
  begun() {
    return this.fields.some((field) => field.value() !== null || field.empty?.() === false);
  }

  /** Look for an option, with what is typed now. */
  find() {
    this.more.element.focus();
  }

  async send() {
    if (this.sending) return;
    const wrong = this.fields.find((field) => field.problem());
    for (const field of this.fields) field.mark(field.problem());
    if (wrong) {
      wrong.focus();
      this.say(wrong, wrong.problem());
      return;
    }
    this.sending = true;
    try {
      await useCommand(this.entry.name, await this.values(true));
      this.onsent();
    } catch (error) {
      this.say(null, wordsOf(error));
    } finally {
      this.sending = false;
    }
  }

  /** @param {boolean} withFiles */
  async values(withFiles) {
    /** @type {Record<string, OptionValue>} */
    const values = {};
    for (const field of this.fields) {
      const value = field.value();
      if (value instanceof File) {
        if (withFiles) values[field.option.name] = await upload(value);
      } else if (value !== null) values[field.option.name] = value;
    }
    return values;
  }

  /** @param {CommandOption} option */
  add(option) {
    /** @param {string} typed */
    const suggest = (typed) => this.suggest(option, typed);
    /** @type {OptionField} */
    const field = optionField(option, { onchange: () => this.changed(field), suggest });
    field.element.addEventListener("focusin", () => this.say(field));
    this.fields.push(field);
    if (option.type === ATTACHMENT) this.attached.append(field.element);
    else this.more.element.before(field.element);
    this.more.count();
    return field;
  }

  /** @param {OptionField} field */
  remove(field) {
    this.fields = this.fields.filter((one) => one !== field);
    field.element.remove();
    this.more.count();
    this.focus(this.fields.at(-1)?.option.name);
  }

  /**
   * @param {CommandOption} option
   * @param {string} typed
   * @returns {Promise<OptionChoice[]>}
   */
  suggest(option, typed) {
    return new Promise((resolve, reject) => {
      this.values(false)
        .then((values) => ({ ...values, [option.name]: typed }))
        .then((options) => begin(
          "command",
          { channel: state.channel, name: this.entry.name, options, focused: option.name },
          { choices: resolve, failed: reject },
        ))
        .catch(reject);
    });
  }

  /** @param {OptionField|undefined} field */
  changed(field) {
    if (!field) return;
    const wrong = field.value() === null ? null : field.problem();
    field.mark(wrong);
    this.say(field, wrong);
    // One has not typed it, and goes on where something is still missing.
    if (field.option.type === ATTACHMENT && field.value() !== null && !wrong) this.focus();
  }

  /**
   * The line above: what an option is for, or what is wrong with it.
   * @param {OptionField|null} field
   * @param {string|null} [wrong]
   */
  say(field, wrong) {
    const { entry } = this;
    const about = field
      ? { name: nameOfPart(field.option), description: aboutPart(field.option) }
      : { name: `/${entry.shown}`, description: entry.description };
    const range = field ? limits(field.option) : "";
    fill(
      this.hint,
      el("strong", {}, about.name),
      " ",
      wrong ? el("span.wrong", {}, wrong) : [about.description, range && el("span.range", {}, range)],
    );
  }

  left() {
    return this.entry.options.filter((option) => !this.field(option.name));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { target } = event;
    if (event.isComposing || !(target instanceof Element)) return;
    if (event.key === "Enter" && target.matches("input, textarea")) this.enter(event, target);
    else if (event.key === "Backspace") this.erase(event, target);
  }

  /**
   * Enter sends; with Shift it is a new line, which a long text turns into a space.
   * @param {KeyboardEvent} event
   * @param {Element} target
   */
  enter(event, target) {
    if (event.shiftKey && target.matches("textarea")) return;
    event.preventDefault();
    if (!event.shiftKey) this.send();
  }

  /**
   * In an empty field it takes the option away, and at last the command.
   * @param {KeyboardEvent} event
   * @param {Element} target
   */
  erase(event, target) {
    const field = this.fields.find((one) => one.element.contains(target));
    if (!field?.empty?.()) return;
    event.preventDefault();
    if (!field.option.required) this.remove(field);
    else if (this.fields.every((one) => one.value() === null)) this.onleave();
  }
}
