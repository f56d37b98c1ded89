/**
 * Server Settings → Integrations, as moderators see it: who may use /restyle, and in which channels.
 * @module
 */

import { on } from "./bus.js";
import { el, fill } from "./dom.js";
import { manages } from "./roles.js";
import { channelName, guild, me, nameOf, state, textChannels } from "./state.js";
import { tell } from "./wire.js";

const rows = el("div");
const element = el("details.integrations", {}, el("summary", {}, "Who may use /restyle"), rows);

/** A list of all for whom it can be set. Others than moderators do not see it. */
export function integrations() {
  for (const topic of /** @type {const} */ (["welcome", "offers"])) on(topic, render);
  return element;
}

function render() {
  element.hidden = !manages(me());
  if (element.hidden) return;
  const users = [...state.members.values()].map((member) => member.user).filter((user) => !user.bot);
  fill(
    rows,
    row("@everyone", guild().id),
    users.map((user) => row(nameOf(user), user.id)),
    row("all channels", String(BigInt(guild().id) - 1n)),
    textChannels().map((place) => row(`#${channelName(place)}`, place.id)),
  );
}

/**
 * @param {string} name
 * @param {string} id
 */
function row(name, id) {
  const choices = { "": "as usual", true: "allowed", false: "not allowed" };
  const options = Object.entries(choices).map(([value, said]) => el("option", { value }, said));
  const select = el("select", {}, options);
  select.value = String(state.allowed[id] ?? "");
  select.addEventListener("change", () => {
    const others = Object.entries(state.allowed).filter(([one]) => one !== id);
    const own = select.value ? [[id, select.value === "true"]] : [];
    tell("permit", { allowed: Object.fromEntries([...others, ...own]) });
  });
  return el("label", {}, el("span", {}, name), select);
}
