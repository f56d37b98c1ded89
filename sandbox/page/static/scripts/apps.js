/**
 * The application as one's own: whoever has it for themselves uses it where no server has added it.
 * @module
 */

import { el } from "./dom.js";
import { state } from "./state.js";
import { toast } from "./toast.js";
import { ask } from "./wire.js";

/** A switch with which one has it, or no longer. */
export function appSwitch() {
  /** @param {Event & {currentTarget: HTMLElement}} event */
  const change = (event) => {
    const on = /** @type {HTMLInputElement} */ (event.currentTarget).checked;
    ask("install", { on }).catch((error) => toast(error.message));
  };
  const looks = { type: "checkbox", role: "switch", checked: state.installed, "data-key": "app" };
  const box = el("input", { ...looks, onchange: change });
  return el("label.my-app", {}, box, el("span", {}, `${state.app} is one of my apps`));
}
