/**
 * Which language one reads, and which the server has: Discord tells the bot both, and shows its commands accordingly.
 * @module
 */

import { on } from "./bus.js";
import { el, fill } from "./dom.js";
import { manages } from "./roles.js";
import { me, state } from "./state.js";
import { tell } from "./wire.js";

const element = el("section.languages");
const names = new Intl.DisplayNames("en-GB", { type: "language" });

/** Two lists to choose from. */
export function languageChoices() {
  for (const topic of /** @type {const} */ (["welcome", "languages"])) on(topic, render);
  return element;
}

function render() {
  fill(
    element,
    choice("Your language", "me", state.locale),
    choice("Language of the server", "server", state.serverLocale, !manages(me())),
  );
}

/**
 * @param {string} label
 * @param {"me"|"server"} of
 * @param {string} chosen
 * @param {boolean} [disabled]
 */
function choice(label, of, chosen, disabled = false) {
  const named = state.locales.map((locale) => ({ locale, name: names.of(locale) ?? locale }));
  named.sort((one, other) => one.name.localeCompare(other.name));
  const options = named.map(({ locale, name }) => el("option", { value: locale, lang: locale }, name));
  const title = disabled ? "Moderators choose it" : null;
  const select = el("select", { disabled, title }, options);
  select.value = chosen;
  select.addEventListener("change", () => tell("language", { locale: select.value, of }));
  return el("label", {}, el("span", {}, label), select);
}
