/**
 * The messages of the open channel: kept in order, changed in place, and followed to the end while one reads there.
 * @module
 */

/** @import { Message } from "../../types" */

import { beginning } from "./beginning.js";
import { on } from "./bus.js";
import { all, dots, el, fill, icon, part } from "./dom.js";
import { gist } from "./gist.js";
import { letGo, loadOlder } from "./history.js";
import { messageElement } from "./message.js";
import { speak } from "./notices.js";
import { channel, me, nameOf, state } from "./state.js";
import { dayOf } from "./times.js";

const list = part("messages");
const scroller = part("scroller");
const NEAR = 80; // pixels from the end that count as being there
const GALLERY = 12;
const MOST = 400; // messages that the list has before it lets go of the oldest, while one reads at its end
const KEPT = 200;
let atEnd = true;
/**
 * The message that takes part in the order of Tab.
 * @type {HTMLElement|undefined}
 */
let reachable;
let lastTop = 0; // how far the list was scrolled when that was last looked at
const topReached = new IntersectionObserver(
  (news) => news.some((one) => one.isIntersecting) && loadOlder(),
  { root: scroller, rootMargin: "800px 0px 0px" },
);
const toEnd = el(
  "button.to-end",
  { type: "button", hidden: true, onclick: () => scrollToEnd() },
  icon("down"),
  "Newest messages",
);

/** Begin to show messages. */
export function showFeed() {
  scroller.after(toEnd);
  for (const topic of /** @type {const} */ (["welcome", "channel", "languages"])) on(topic, renderAll);
  on("offers", showBeginning);
  on("older", showOlder);
  on("escape", scrollToEnd); // as in Discord
  on("composed", () => atEnd && scrollToEnd()); // before the scroll event of a box that was small for a moment
  on("message", changed);
  on("deleted", removed);
  on("press", (id) => {
    const message = state.messages.get(id);
    if (message) changed({ message, isNew: false });
  });
  scroller.addEventListener("scroll", noteEnd, { passive: true });
  list.addEventListener("keydown", walk);
  new ResizeObserver(() => atEnd && scrollToEnd()).observe(list);
  new ResizeObserver(() => atEnd && scrollToEnd()).observe(scroller);
}

const here = () => [...state.messages.values()].filter((message) => message.channel_id === state.channel);

function renderAll() {
  if (here().length > MOST) letGo(KEPT);
  const messages = here();
  fill(list, head(), rows(messages));
  makeReachable();
  scrollToEnd();
}

/** What stands first: the beginning of the channel, or a row that fetches what is before when one comes near it. */
function head() {
  topReached.disconnect();
  if (!channel().more) return beginning(channel());
  const row = el("li.older", {}, dots(), "Loading older messages…");
  topReached.observe(row);
  return row;
}

/** What the channel begins with says what can be done in it. */
function showBeginning() {
  if (channel().more) return;
  const before = list.firstElementChild;
  const now = beginning(channel());
  if (!before?.isEqualNode(now)) before?.replaceWith(now); // else it may have the focus
}

/** @param {Message[]} messages */
const rows = (messages) => messages.flatMap((message, index) => [
  newDay(message, messages[index - 1]) ?? [],
  messageElement(message, messages[index - 1]),
].flat());

/** Put what is before above what there is; that stays where it is. */
function showOlder() {
  const messages = here();
  const shown = all(list, ":scope > .message").length;
  const below = scroller.scrollHeight - scroller.scrollTop;
  const first = all(list, ":scope > .message")[0];
  while (list.firstElementChild !== first) list.firstElementChild?.remove();
  const above = rows(messages.slice(0, messages.length - shown + 1));
  const again = above.pop(); // it may go on now with what is above it
  if (first && again) swap(first, again);
  list.prepend(head(), ...above);
  scroller.scrollTop = scroller.scrollHeight - below;
}

/** @param {{message: Message, isNew: boolean}} news */
function changed({ message, isNew }) {
  if (message.channel_id !== state.channel) return;
  const follow = atEnd || (isNew && isMine(message));
  const old = document.getElementById(`message-${message.id}`);
  const before = messageAt(old ? old.previousElementSibling : list.lastElementChild);
  const element = messageElement(message, before);
  if (old) swap(old, element);
  else list.append(...[newDay(message, before) ?? [], element].flat());
  if (isNew) makeReachable();
  if (follow) scrollToEnd(); // at once: a scroll event of the composer's closing would find it far from the end
  if (isNew || message.components.some(({ type }) => type === GALLERY)) say(message);
}

/**
 * Whether it is what this window's person has just sent: a message, or a command, whose place is this window's own.
 * @param {Message} message
 */
const isMine = (message) => message.local || message.author.id === me().id;

/**
 * The message that stands at a place in the list, or next above it.
 * @param {Element|null} at
 * @returns {Message|undefined}
 */
function messageAt(at) {
  let element = at;
  while (element && !element.matches(".message")) element = element.previousElementSibling;
  return element instanceof HTMLElement ? state.messages.get(element.dataset.id ?? "") : undefined;
}

/** Take the oldest away: a list that only grows makes every message slower than the one before. */
function trim() {
  letGo(KEPT);
  const [kept] = here();
  const first = document.getElementById(`message-${kept.id}`);
  while (list.firstElementChild !== first) list.firstElementChild?.remove();
  if (first) swap(first, messageElement(kept)); // its name stood above it
  list.prepend(...[head(), newDay(kept) ?? []].flat());
}

/**
 * Put the new state of a message in the place of the old one; the keyboard's focus stays where it was.
 * @param {HTMLElement} old
 * @param {HTMLElement} element
 */
function swap(old, element) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const key = focused instanceof HTMLElement && focused.dataset.key;
  if (old === reachable) makeReachable(element);
  old.replaceWith(element);
  if (!focused) return;
  const again = key && all(element, "[data-key]").find((one) => one.dataset.key === key);
  (again || element).focus({ preventScroll: true });
}

/** @param {string} id */
function removed(id) {
  const element = document.getElementById(`message-${id}`);
  if (!element) return;
  const neighbour = element.nextElementSibling ?? element.previousElementSibling;
  const hadFocus = element.contains(document.activeElement);
  element.remove();
  for (const day of all(list, ".day:has(+ .day), .day:last-child")) day.remove();
  makeReachable();
  const message = neighbour instanceof HTMLElement && neighbour.matches(".message") && neighbour;
  if (hadFocus) (message || document.getElementById("write"))?.focus({ preventScroll: true });
}

/**
 * @param {Message} message
 * @param {Message} [before]
 */
function newDay(message, before) {
  const day = dayOf(message.timestamp);
  if (before && dayOf(before.timestamp) === day) return null;
  return el("li.day", {}, el("span", {}, day));
}

/** @param {Message} message */
function say(message) {
  if (message.author.id === me().id || message.local) return;
  speak(`${nameOf(message.author)}: ${gist(message)}`);
}

function scrollToEnd() {
  if (list.childElementCount > MOST) trim();
  scroller.scrollTop = scroller.scrollHeight;
  atEnd = true;
  noteEnd();
}

/** Only who scrolls up leaves the end: what grows below, or a form that takes room, only moves the end away. */
function noteEnd() {
  const { scrollTop, scrollHeight, clientHeight } = scroller;
  const near = scrollHeight - scrollTop - clientHeight < NEAR;
  atEnd = near || (atEnd && scrollTop >= lastTop);
  lastTop = scrollTop;
  toEnd.hidden = atEnd;
}

const newest = () => all(list, ":scope > :last-child.message")[0];

/**
 * One message takes part in the order of Tab, with its menu; from it the arrows go to the others.
 * @param {HTMLElement} [message] the last one, unless another is said
 */
function makeReachable(message = newest()) {
  if (reachable) reach(reachable, false);
  if (message) reach(message, true);
  reachable = message;
}

/**
 * @param {HTMLElement} message
 * @param {boolean} byTab
 */
function reach(message, byTab) {
  message.tabIndex = byTab ? 0 : -1;
  for (const tool of all(message, ".tool")) tool.tabIndex = message.tabIndex;
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const messages = all(list, ":scope > .message");
  const at = messages.findIndex((one) => one === event.target);
  /** @type {Record<string, number>} */
  const moves = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: messages.length - 1 };
  if (at < 0 || !(event.key in moves)) return;
  event.preventDefault();
  const next = messages[moves[event.key]];
  if (!next) return;
  makeReachable(next);
  next.focus();
}
