/**
 * Server Settings → Integrations, as moderators see it: who may use a command or all of them, and in which channels.
 * @module
 */

/** @import { Integration } from "../../types" */

import { on } from "./bus.js";
import { all, el, fill } from "./dom.js";
import { manages } from "./roles.js";
import { THREAD, channelName, guild, me, nameOf, state, textChannels } from "./state.js";
import { tell } from "./wire.js";

const FIRST = "restyle";
const CHAT = 1;
const CHOICES = { "": "as usual", true: "allowed", false: "not allowed" };
const command = el("select", { "aria-label": "Command" });
const rows = el("div");
const element = el("details.integrations", {}, el("summary", {}, "Integrations: who may use what"), command, rows);
/** @type {string|null|undefined} the command that is looked at; null is all of them, undefined as it was at first */
let chosen;

/** A list of all for whom it can be set. Others than moderators do not see it. */
export function integrations() {
  for (const topic of /** @type {const} */ (["welcome", "offers"])) on(topic, render);
  command.addEventListener("change", () => {
    chosen = command.value || null;
    render();
  });
  return element;
}

function render() {
  element.hidden = !manages(me());
  if (element.hidden) return;
  const shown = looked();
  fill(command, state.integrations.map((one) => el("option", { value: one.command ?? "" }, nameOfCommand(one))));
  command.value = shown?.command ?? "";
  const focused = all(rows, "select").find((one) => one === document.activeElement)?.dataset.key;
  fill(rows, shown && groups(shown));
  all(rows, "select").find((one) => one.dataset.key === focused)?.focus();
}

/** What is looked at. */
function looked() {
  const wanted = chosen === undefined ? FIRST : chosen;
  return state.integrations.find((one) => one.command === wanted) ?? state.integrations[0];
}

/** @param {Integration} one */
function nameOfCommand({ command: name, type, allowed }) {
  const set = Object.keys(allowed).length ? " •" : "";
  if (name === null) return `All commands${set}`;
  return `${type === CHAT ? "/" : ""}${name}${set}`;
}

/** @param {Integration} of */
function groups(of) {
  const users = [...state.members.values()].map((member) => member.user).filter((user) => !user.bot);
  const roles = guild().roles.filter((role) => !role.managed);
  const places = textChannels().filter(({ type }) => type !== THREAD);
  return [
    group("Roles", roles.map((role) => row(of, role.name, role.id))),
    group("Members", users.map((user) => row(of, nameOf(user), user.id))),
    group("Channels", [
      row(of, "all channels", String(BigInt(guild().id) - 1n)),
      ...places.map((place) => row(of, `#${channelName(place)}`, place.id)),
    ]),
  ];
}

/**
 * @param {string} title
 * @param {HTMLElement[]} entries
 */
function group(title, entries) {
  return el("div", { role: "group", "aria-label": title }, el("h3", {}, title), entries);
}

/**
 * @param {Integration} of
 * @param {string} name
 * @param {string} id
 */
function row(of, name, id) {
  const options = Object.entries(CHOICES).map(([value, said]) => el("option", { value }, said));
  const select = el("select", { "data-key": id }, options);
  select.value = String(of.allowed[id] ?? "");
  select.addEventListener("change", () => {
    const others = Object.entries(of.allowed).filter(([one]) => one !== id);
    const own = select.value ? [[id, select.value === "true"]] : [];
    tell("permit", { command: of.command, allowed: Object.fromEntries([...others, ...own]) });
  });
  return el("label", {}, el("span", {}, name), select);
}
