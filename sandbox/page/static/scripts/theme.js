/**
 * Light, dark, or as the system has it.
 * @module
 */

import { el, fill, icon } from "./dom.js";

/** @typedef {"auto"|"light"|"dark"} Theme */

const KEY = "theme";
/** @type {Record<Theme, Theme>} */
const NEXT = { auto: "light", light: "dark", dark: "auto" };
/** @type {Record<Theme, Parameters<typeof icon>[0]>} */
const SIGNS = { auto: "auto", light: "sun", dark: "moon" };
/** @type {Record<Theme, string>} */
const NAMES = { auto: "as the system", light: "light", dark: "dark" };

/** A button that goes from one to the next. */
export function themeButton() {
  const button = el("button.round.theme", { type: "button", onclick: () => choose(NEXT[chosen()]) });
  /** @param {Theme} theme */
  const choose = (theme) => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
    fill(button, icon(SIGNS[theme]));
    const words = `Theme: ${NAMES[theme]}. Change to ${NAMES[NEXT[theme]]}`;
    button.setAttribute("aria-label", words);
    button.title = words;
  };
  choose(chosen());
  return button;
}

function chosen() {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "auto";
}
