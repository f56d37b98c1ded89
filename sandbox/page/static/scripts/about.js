/**
 * The right side: what this is, the sample picture, and who is here.
 * @module
 */

/** @import { User } from "../../types" */

import { avatar, named } from "./avatars.js";
import { on } from "./bus.js";
import { el, fill, icon, part } from "./dom.js";
import { integrations } from "./integrations.js";
import { languageChoices } from "./languages.js";
import { openMemberMenu } from "./menus.js";
import { WORDS, doing, lookOf } from "./presence.js";
import { manages, roleOf } from "./roles.js";
import { hasSample, sampleLine } from "./sample.js";
import { state } from "./state.js";

const TOPICS = /** @type {const} */ (["welcome", "channel", "offers", "presence"]);
const side = part("about");
const members = el("section.members");
const sample = sampleLine();
const sandbox = el(
  "section.sandbox",
  {},
  el("h2", {}, icon("window"), "Sandbox"),
  el(
    "p",
    {},
    "This is a small Discord on your own machine, with a real bot on it. ",
    "Nothing goes out, and everything is forgotten when you stop it.",
  ),
  sample,
);

/** Begin to show the right side. */
export function showAbout() {
  fill(side, sandbox, languageChoices(), integrations(), members);
  for (const topic of TOPICS) on(topic, render);
}

function render() {
  if (!state.guild) return;
  sample.hidden = !hasSample();
  const users = [...state.members.values()].map((member) => member.user);
  const here = users.filter((user) => lookOf(user) !== "away");
  const away = users.filter((user) => !here.includes(user));
  fill(members, group("Online", here), group("Offline", away));
}

/**
 * @param {string} title
 * @param {User[]} users
 */
function group(title, users) {
  if (!users.length) return null;
  return [
    el("h2", {}, `${title} — ${users.length}`),
    el("ul", {}, users.map((user) => el("li", {}, button(user)))),
  ];
}

/** @param {User} user */
function button(user) {
  /** @param {MouseEvent & {currentTarget: HTMLElement}} event */
  const open = (event) => {
    event.preventDefault();
    openMemberMenu(user, event.currentTarget.getBoundingClientRect());
  };
  const role = manages(user) && el("span.role", {}, roleOf(user));
  const look = lookOf(user);
  const activity = doing(user);
  const made = el(
    "button.member",
    { type: "button", "aria-haspopup": "menu", onclick: open, oncontextmenu: open },
    el("span.face", {}, avatar(user), el("i.dot", { title: WORDS[look], "aria-hidden": "true" })),
    el(
      "span.member-words",
      {},
      el("span.member-name", {}, named(user)),
      el("span.unseen", {}, `, ${WORDS[look]}`),
      activity && el("span.activity.one-line", {}, activity),
    ),
    role,
  );
  made.classList.add(look);
  return made;
}
