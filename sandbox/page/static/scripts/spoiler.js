/**
 * What is covered until somebody wants to see it.
 * @module
 */

import { all, el } from "./dom.js";

/**
 * A thing under a cover. Who takes the cover away by the keyboard goes on inside.
 * @param {HTMLElement} inside
 */
export function covered(inside) {
  const cover = el("button.cover", { type: "button" }, "Spoiler");
  const box = el("div.covered", { tabindex: "-1" }, inside, cover);
  inside.inert = true;
  cover.addEventListener("click", () => {
    const hadFocus = cover === document.activeElement;
    inside.inert = false;
    cover.remove();
    if (hadFocus) (all(box, "button, a[href]")[0] ?? box).focus();
  });
  return box;
}
