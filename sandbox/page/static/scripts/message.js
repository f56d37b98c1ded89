/**
 * One message as Discord shows it.
 * @module
 */

/** @import { Message } from "../../types" */

import { attachments } from "./attachments.js";
import { avatar, named } from "./avatars.js";
import { component } from "./components.js";
import { dots, el, fill, icon } from "./dom.js";
import { embed } from "./embeds.js";
import { gist } from "./gist.js";
import { goTo } from "./history.js";
import { dismiss } from "./interactions.js";
import { openMessageMenu } from "./menus.js";
import { prose } from "./prose.js";
import { reactions } from "./reactions.js";
import { EPHEMERAL, LOADING, me, nameOf, now, state } from "./state.js";
import { clockTime, fullTime, shortTime } from "./times.js";

const TOKEN_LIFE = 15 * 60_000; // a deferred answer can come for so long
const TOGETHER = 7 * 60_000; // messages of one author within this stand under one name
const PINNED = 6;
const REPLY = 19;
const OF_A_MENU = 23;
const COMMANDS = [20, OF_A_MENU];
const COMMAND = 1; // that one types, and no entry of a menu

/**
 * The element of a message.
 * @param {Message} message
 * @param {Message} [before] the message above it
 */
export function messageElement(message, before) {
  const continued = continues(message, before);
  const forMe = message.mentions.some((user) => user.id === me().id);
  const element = el("li.message", {
    id: `message-${message.id}`,
    "data-id": message.id,
    tabindex: "-1",
    oncontextmenu: (event) => menu(event, message),
  });
  element.classList.toggle("continued", continued);
  element.classList.toggle("for-me", forMe);
  element.classList.toggle("ephemeral", Boolean(message.flags & EPHEMERAL));
  const beside = continued ? timeBeside(message) : avatar(message.author);
  const body = el("div.body", {}, !continued && heading(message), content(message));
  return fill(element, replyLine(message), beside, body, tools(message));
}

/** @param {Message} message */
const timeBeside = ({ timestamp }) => el("time.beside", { datetime: timestamp }, shortTime(timestamp));

/**
 * @param {Message} message
 * @param {Message} [before]
 */
function continues(message, before) {
  return (
    before !== undefined
    && message.type === 0
    && before.author.id === message.author.id
    && !(before.flags & EPHEMERAL)
    && Date.parse(message.timestamp) - Date.parse(before.timestamp) < TOGETHER
  );
}

/** @param {Message} message */
function heading(message) {
  const time = el(
    "time.when",
    { datetime: message.timestamp, title: fullTime(message.timestamp) },
    clockTime(message.timestamp),
  );
  return el("div.who", {}, named(message.author), time);
}

/** @param {Message} message */
function replyLine(message) {
  const by = message.interaction_metadata;
  if (COMMANDS.includes(message.type) && by) return used(message, by);
  // What answers a form that a command opened replies to no message.
  return message.type === REPLY && message.message_reference ? replied(message) : null;
}

/**
 * @param {Message} message
 * @param {NonNullable<Message["interaction_metadata"]>} interaction
 */
function used(message, { user, name, command_type: kind = COMMAND }) {
  const sign = message.type === OF_A_MENU || kind !== COMMAND ? "" : "/";
  return el(
    "div.reply",
    {},
    avatar(user),
    el("span.reply-name.one-line", {}, nameOf(user)),
    " used ",
    el("span.used.one-line", {}, `${sign}${name ?? ""}`),
  );
}

/** @param {Message} message */
function replied(message) {
  const source = state.messages.get(message.message_reference?.message_id ?? "") ?? message.referenced_message;
  // What was said after "thinking" had gone, such as a refusal, answers the command as well.
  if (!source && message.interaction_metadata?.name) return used(message, message.interaction_metadata);
  if (!source) return el("div.reply", {}, icon("chat"), el("em", {}, "The original message is gone"));
  const words = gist(source) || "Click to see the message";
  return el(
    "div.reply",
    {},
    avatar(source.author),
    el("span.reply-name.one-line", {}, nameOf(source.author)),
    el("button.gist.one-line", { type: "button", onclick: () => goTo(source.id) }, words),
  );
}

/** @param {Message} message */
function content(message) {
  if (message.failure || overdue(message)) {
    return [
      el("p.failure", {}, icon("warn"), message.failure ?? "The application did not respond"),
      only(message),
    ];
  }
  if (message.flags & LOADING) return [thinking(message), only(message)];
  return [
    message.type === PINNED && el("p.notice-words", {}, "pinned a message to this channel."),
    said(message),
    message.message_snapshots?.map((one) => forwarded(one.message)),
    pressFailure(message),
    message.edited_timestamp && el(
      "time.edited",
      { datetime: message.edited_timestamp, title: fullTime(message.edited_timestamp) },
      "(edited)",
    ),
    reactions(message),
    only(message),
  ];
}

/** @param {Message} message */
const said = (message) => [
  message.content && prose(message.content),
  message.attachments.length > 0 && attachments(message.attachments),
  message.embeds.map(embed),
  message.components.map((part) => component(part, message)),
];

/** @param {Message} message as it was when it was forwarded */
const forwarded = (message) => el("blockquote.forwarded", {}, el("p.small", {}, "Forwarded"), said(message));

/** @param {Message} message */
const overdue = (message) => (message.flags & LOADING) > 0 && now() - Date.parse(message.timestamp) > TOKEN_LIFE;

/** @param {Message} message */
function thinking(message) {
  const words = message.local ? "Sending command…" : `${nameOf(message.author)} is thinking…`;
  return el("p.thinking", {}, dots(), words);
}

/** @param {Message} message */
function pressFailure(message) {
  return state.presses.get(message.id)?.failed && el(
    "p.failure",
    { role: "alert" },
    icon("warn"),
    "This interaction failed",
  );
}

/** @param {Message} message */
function only(message) {
  if (!(message.flags & EPHEMERAL)) return null;
  const close = el("button.plain", { type: "button", onclick: () => dismiss(message) }, "Dismiss message");
  return el("p.only", {}, icon("eye"), "Only you can see this · ", close);
}

/** @param {Message} message */
function tools(message) {
  /** @param {{currentTarget: HTMLElement}} event */
  const open = (event) => openMessageMenu(message, event.currentTarget.getBoundingClientRect());
  const more = el(
    "button.tool",
    { type: "button", tabindex: "-1", "aria-label": "More", "aria-haspopup": "menu", onclick: open },
    icon("more"),
  );
  return el("div.tools", {}, more);
}

/**
 * @param {MouseEvent & {target: HTMLElement}} event
 * @param {Message} message
 */
function menu(event, message) {
  if (event.target.closest("a, img, input, textarea") || getSelection()?.isCollapsed === false) return;
  event.preventDefault();
  openMessageMenu(
    message,
    { left: event.clientX, right: event.clientX, top: event.clientY, bottom: event.clientY },
  );
}
