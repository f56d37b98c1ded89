/**
 * Select menus, in messages and in forms. One choice is taken at once, several when the list closes.
 * @module
 */

/** @import { Child, Select } from "../../types" */

import { el, fill, icon } from "./dom.js";
import { channels, members, mentionables, roles } from "./entities.js";
import { Listbox } from "./listbox.js";

/** @typedef {{value: string, label: string, description?: string, face?: Child}} Choice */

const USER = 5;
const ROLE = 6;
const MENTIONABLE = 7;

/**
 * The element of a select component.
 * @param {Select} part
 * @param {{disabled?: boolean, onchoose: (values: string[]) => void}} options
 */
export function selectElement(part, { disabled = false, onchoose }) {
  const most = part.max_values ?? 1;
  const least = part.min_values ?? 1;
  const items = itemsOf(part);
  let chosen = defaults(part);
  let before = chosen.join();

  const invitation = part.placeholder ?? "Make a selection";
  const face = el("span.chosen.one-line");
  const button = el(
    "button.select",
    { type: "button", role: "combobox", disabled, "data-key": part.custom_id, "aria-label": invitation },
    face,
    icon("down"),
  );
  /** @type {Listbox<Choice>} */
  const list = new Listbox(
    button,
    { label: part.placeholder ?? "Choices", onpick: pick, empty: "Nothing to choose." },
  );
  const shown = () => items.map((item) => ({
    ...item,
    chosen: chosen.includes(item.value),
    aside: chosen.includes(item.value) && icon("check"),
  }));

  function describe() {
    const names = chosen.map((value) => items.find((item) => item.value === value)?.label ?? value);
    fill(face, names.length ? names.join(", ") : invitation);
    face.classList.toggle("placeholder", !names.length);
  }

  /** @param {Choice} item */
  function pick(item) {
    if (most === 1) chosen = [item.value];
    else if (chosen.includes(item.value)) chosen = chosen.filter((value) => value !== item.value);
    else if (chosen.length < most) chosen = [...chosen, item.value];
    describe();
    if (most === 1) list.hide();
    else list.show(shown(), list.active);
    if (most === 1) send();
  }

  function send() {
    if (chosen.join() === before || chosen.length < least) return;
    before = chosen.join();
    onchoose(chosen);
  }

  const hide = list.hide.bind(list);
  list.hide = () => {
    const closing = list.shown;
    hide();
    if (closing && most > 1) send();
  };
  button.addEventListener("click", () => (list.shown ? list.hide() : list.show(shown())));
  button.addEventListener("blur", () => list.hide());
  button.addEventListener("keydown", (event) => {
    if (list.key(event)) return;
    if (["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      list.show(shown());
    }
  });
  describe();
  return el("div.select-box", {}, button);
}

/**
 * @param {Select} part
 * @returns {Choice[]}
 */
function itemsOf(part) {
  switch (part.type) {
    case USER:
      return members();
    case ROLE:
      return roles();
    case MENTIONABLE:
      return mentionables();
    case 8:
      return channels(part.channel_types);
    default:
      return part.options.map((option) => ({
        ...option,
        face: option.emoji?.name && el("span.emoji", {}, option.emoji.name),
      }));
  }
}

/**
 * What is chosen beforehand.
 * @param {Select} part
 */
export function defaults(part) {
  if (part.type !== 3) return (part.default_values ?? []).map((one) => one.id);
  return part.options.filter((option) => option.default).map((option) => option.value);
}
