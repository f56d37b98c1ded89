/**
 * Parts of which one is shown at a time, by its tab; the arrows go from tab to tab.
 * https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 * @module
 */

import { el } from "./dom.js";

let made = 0;

/**
 * The tabs and their parts; the first one is shown.
 * @param {Record<string, HTMLElement>} parts by what their tabs say
 */
export function tabs(parts) {
  const group = `tabs-${++made}`;
  const pages = Object.entries(parts).map(([words, inside], place) => {
    const id = `${group}-${place}`;
    const tab = el(
      "button.tab",
      { type: "button", role: "tab", id, "aria-controls": `${id}-part`, onclick: () => choose(place) },
      words,
    );
    const part = el("div.tab-part", { role: "tabpanel", id: `${id}-part`, "aria-labelledby": id }, inside);
    return { tab, part };
  });
  /** @param {number} chosen */
  const choose = (chosen) => {
    for (const [place, { tab, part }] of pages.entries()) {
      tab.setAttribute("aria-selected", String(place === chosen));
      tab.tabIndex = place === chosen ? 0 : -1;
      part.hidden = place !== chosen;
    }
  };
  /** @param {KeyboardEvent} event */
  const walk = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (pages.findIndex(({ part }) => !part.hidden) + step + pages.length) % pages.length;
    choose(next);
    pages[next].tab.focus();
  };
  choose(0);
  return el(
    "div.tabs",
    {},
    el("div.tab-row", { role: "tablist", onkeydown: walk }, pages.map(({ tab }) => tab)),
    pages.map(({ part }) => part),
  );
}
