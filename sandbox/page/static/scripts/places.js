/**
 * The left side: the server, its channels, the conversation with the bot, and who one is.
 * @module
 */

/** @import { Channel, User } from "../../types" */

import { appSwitch } from "./apps.js";
import { avatar } from "./avatars.js";
import { emit, on } from "./bus.js";
import { all, el, fill, icon, part } from "./dom.js";
import { roleOf } from "./roles.js";
import {
  THREAD, channelName, channelSign, directChannels, guild, isText, me, nameOf, specialOf, state, textChannels,
} from "./state.js";
import { addressOf } from "./where.js";

const side = part("places");
const WIDE = 1100; // pixels of a screen that has room for two windows
const TOPICS = /** @type {const} */ (["welcome", "channel", "presence", "message", "installed"]);
/**
 * Which way the arrows go.
 * @type {Record<string, number>}
 */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Begin to show the left side. */
export function showPlaces() {
  for (const topic of TOPICS) on(topic, render);
}

function render() {
  if (!state.me) return;
  const others = state.others.map((one) => section(one.name, textChannels(one)));
  const lists = [section("Channels", textChannels()), others, section("Direct messages", directChannels())];
  const focused = all(side, "[data-key]").find((one) => one === document.activeElement)?.dataset.key;
  fill(
    side,
    el("div.server", {}, el("strong.one-line", {}, guild().name), el("span.local", {}, "local")),
    el("div.lists", {}, lists),
    appSwitch(),
    self(),
  );
  if (focused) all(side, "[data-key]").find((one) => one.dataset.key === focused)?.focus();
}

/**
 * What is there, if there is anything.
 * @param {string} title
 * @param {Channel[]} places
 */
function section(title, places) {
  if (!places.length) return null;
  return el("section", {}, el("h2", {}, title), el("ul", {}, places.map((place) => el("li", {}, link(place)))));
}

/** @param {Channel} place */
function link(place) {
  const here = place.id === state.channel;
  const unread = state.unread.has(place.id);
  const special = isText(place) && specialOf(place);
  /** @param {Event} event */
  const open = (event) => {
    event.preventDefault();
    emit("open-channel", place.id);
  };
  const attributes = {
    href: addressOf(me().username, place),
    "aria-current": here ? "page" : null,
    "data-key": place.id,
    onclick: open,
  };
  const element = el(
    "a.place",
    attributes,
    icon(channelSign(place)),
    el("span.one-line", {}, channelName(place)),
    special && el("span.unseen", {}, ` (${special.words})`),
    unread && el("span.unseen", {}, " (unread)"),
  );
  element.classList.toggle("thread", place.type === THREAD);
  element.classList.toggle("unread", unread);
  return element;
}

/** Who one is, and who one could be. */
function self() {
  const choices = state.people.map((user) => person(user));
  const others = state.people.filter((user) => user.id !== me().id);
  const windows = others.map((user) => el(
    "a",
    { href: addressOf(user.username), target: "_blank", onclick: (event) => openBeside(event, user) },
    nameOf(user),
  ));
  return el(
    "div.self",
    {},
    el("div.self-words", { id: "self-label" }, "You are"),
    el("div.people", { role: "radiogroup", "aria-labelledby": "self-label", onkeydown: walk }, choices),
    el(
      "p.second",
      {},
      icon("window"),
      el("span", {}, "Second window as ", windows.flatMap((one, at) => (at ? [" or ", one] : [one]))),
    ),
  );
}

/**
 * Open somebody's window in the right half of the screen, where that has room for two.
 * @param {MouseEvent} event
 * @param {User} user
 */
function openBeside(event, user) {
  const { availWidth, availHeight } = screen;
  if (event.ctrlKey || event.metaKey || event.shiftKey || availWidth < WIDE) return;
  const half = Math.floor(availWidth / 2);
  const looks = `popup,left=${half},top=0,width=${half},height=${availHeight}`;
  if (window.open(addressOf(user.username), `as-${user.username}`, looks)) event.preventDefault();
}

/** @param {User} user */
function person(user) {
  const mine = user.id === me().id;
  const role = roleOf(user);
  const become = () => !mine && emit("become", user.username);
  return el(
    "button.person",
    {
      type: "button",
      role: "radio",
      "aria-checked": mine ? "true" : "false",
      tabindex: mine ? "0" : "-1",
      "data-key": `self-${user.id}`,
      title: `${nameOf(user)}, ${role}`,
      onclick: become,
    },
    avatar(user),
    el("span.person-name.one-line", {}, nameOf(user)),
    el("span.person-role.one-line", {}, role),
  );
}

/** @param {KeyboardEvent & {currentTarget: HTMLElement}} event */
function walk(event) {
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const buttons = all(event.currentTarget, ".person");
  const at = buttons.findIndex((one) => one === document.activeElement);
  const next = buttons.at((at + step) % buttons.length);
  next?.focus();
  next?.click();
}
