/**
 * The messages of the open channel: kept in order, changed in place, and followed to the end while one reads there.
 * @module
 */

import { on } from "./bus.js";
import { el, fill, icon } from "./dom.js";
import { gist, messageElement } from "./message.js";
import { speak } from "./notices.js";
import { channel, nameOf, state } from "./state.js";
import { beginning } from "./beginning.js";
import { dayOf } from "./times.js";

const list = document.getElementById("messages");
const scroller = document.getElementById("scroller");
const NEAR = 80; // pixels from the end that count as being there
let atEnd = true;
const toEnd = el(
  "button.to-end",
  { type: "button", hidden: true, onclick: () => scrollToEnd() },
  icon("down"),
  "Newest messages",
);

/** Begin to show messages. */
export function showFeed() {
  scroller.after(toEnd);
  for (const topic of ["welcome", "channel"]) on(topic, renderAll);
  on("message", changed);
  on("deleted", removed);
  on("press", (id) => state.messages.has(id) && changed({ message: state.messages.get(id), isNew: false }));
  scroller.addEventListener("scroll", noteEnd, { passive: true });
  list.addEventListener("keydown", walk);
  new ResizeObserver(() => atEnd && scrollToEnd()).observe(list);
  new ResizeObserver(() => atEnd && scrollToEnd()).observe(scroller);
}

const here = () => [...state.messages.values()].filter((message) => message.channel_id === state.channel);

function renderAll() {
  const messages = here();
  fill(
    list,
    beginning(channel()),
    messages.map((message, index) => [
      newDay(message, messages[index - 1]),
      messageElement(message, messages[index - 1]),
    ]),
  );
  makeReachable();
  scrollToEnd();
}

function changed({ message, isNew }) {
  if (message.channel_id !== state.channel) return;
  const old = document.getElementById(`message-${message.id}`);
  const before = previous(message);
  const element = messageElement(message, before);
  if (old) swap(old, element);
  else list.append(...[newDay(message, before), element].filter(Boolean));
  if (isNew) makeReachable();
  if (isNew && message.author.id === state.me.id) scrollToEnd();
  if (isNew || message.components.some((part) => part.type === 12)) say(message);
}

function previous(message) {
  const messages = here();
  return messages[messages.indexOf(message) - 1];
}

/** Put the new state of a message in the place of the old one; the keyboard's focus stays where it was. */
function swap(old, element) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.dataset.key;
  element.tabIndex = old.tabIndex;
  old.replaceWith(element);
  if (!focused) return;
  const again = key && [...element.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  (again || element).focus({ preventScroll: true });
}

function removed(id) {
  const element = document.getElementById(`message-${id}`);
  if (!element) return;
  const neighbour = element.nextElementSibling ?? element.previousElementSibling;
  const hadFocus = element.contains(document.activeElement);
  element.remove();
  for (const day of list.querySelectorAll(".day:has(+ .day), .day:last-child")) day.remove();
  makeReachable();
  const next = neighbour?.matches(".message") ? neighbour : document.getElementById("write");
  if (hadFocus) next?.focus({ preventScroll: true });
}

function newDay(message, before) {
  const day = dayOf(message.timestamp);
  if (before && dayOf(before.timestamp) === day) return null;
  return el("li.day", { role: "separator" }, el("span", {}, day));
}

function say(message) {
  if (message.author.id === state.me.id || message.local) return;
  speak(`${nameOf(message.author)}: ${gist(message)}`);
}

function scrollToEnd() {
  scroller.scrollTop = scroller.scrollHeight;
  atEnd = true;
  toEnd.hidden = true;
}

function noteEnd() {
  atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
  toEnd.hidden = atEnd;
}

/** One message takes part in the order of Tab; from it the arrows go to the others. */
function makeReachable() {
  const messages = [...list.querySelectorAll(":scope > .message")];
  for (const message of messages) message.tabIndex = -1;
  if (messages.length) messages.at(-1).tabIndex = 0;
}

function walk(event) {
  if (!event.target.matches(".message")) return;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const messages = [...list.querySelectorAll(":scope > .message")];
  const next = messages[messages.indexOf(event.target) + step];
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
