/**
 * Menus on messages and on members: what the page itself can do, and the applications' entries.
 * @module
 */

/** @import { Child, Command, Message, User } from "../../types" */

import { avatarOfBot } from "./avatars.js";
import { emit } from "./bus.js";
import { all, el, icon } from "./dom.js";
import { gist } from "./gist.js";
import { remove, useMenu } from "./interactions.js";
import { layOver } from "./over.js";
import { QUICK, react } from "./reactions.js";
import { EPHEMERAL, me, nameOf, offeredHere, state } from "./state.js";
import { savePicture } from "./portrait.js";
import { toast } from "./toast.js";
import { nameOfPart } from "./words.js";

/**
 * Where on the screen something is that a menu opens at.
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box
 */

/** @typedef {{sign: Child, label: string, act: () => void}} Item */

const ON_MEMBER = 2;
const ON_MESSAGE = 3;
const GAP = 4;
/** @type {(() => void)|null} closes the menu that is open */
let open = null;

/**
 * The menu on a message, at a place in the window.
 * @param {Message} message
 * @param {Box} box
 */
export function openMessageMenu(message, box) {
  const copy = () => navigator.clipboard?.writeText(gist(message)).then(
    () => toast("Copied"),
    () => toast("The browser does not allow copying"),
  );
  const apps = message.local ? [] : offeredHere(ON_MESSAGE).map((entry) => app(entry, { message: message.id }));
  const save = () => savePicture(message.id).catch((error) => toast(error.message));
  const own = [item("copy", "Copy text", copy), item("picture", "Save as PNG", save)];
  const forget = () => remove(message).catch((error) => toast(error.message));
  if (deletable(message)) own.push(item("bin", "Delete message", forget));
  openMenu("Message", box, { own, apps, under: reactable(message) ? message : null });
}

/** @param {Message} message */
const reactable = (message) => !message.local && !(message.flags & EPHEMERAL);

/** @param {Message} message */
function deletable(message) {
  if (message.local || message.flags & EPHEMERAL) return false;
  return message.author.id === me().id || state.channels.get(message.channel_id)?.moderated === true;
}

/**
 * The menu on a member.
 * @param {User} user
 * @param {Box} box
 */
export function openMemberMenu(user, box) {
  const apps = offeredHere(ON_MEMBER).map((entry) => app(entry, { user: user.id }));
  const own = [item("at", "Mention", () => emit("write", `<@${user.id}> `))];
  openMenu(nameOf(user), box, { own, apps });
}

/**
 * @param {Parameters<typeof icon>[0]} sign
 * @param {string} label
 * @param {() => void} act
 * @returns {Item}
 */
const item = (sign, label, act) => ({ sign: icon(sign), label, act });

/**
 * @param {Command} entry
 * @param {{message: string}|{user: string}} target
 * @returns {Item}
 */
function app(entry, target) {
  const act = () => useMenu(entry.name, target).catch((error) => toast(error.message));
  return { sign: avatarOfBot(), label: nameOfPart(entry), act };
}

/**
 * @param {string} label
 * @param {Box} box
 * @param {{own: Item[], apps: Item[], under?: Message|null}} what `under` is a message that takes emoji
 */
function openMenu(label, box, { own, apps, under = null }) {
  open?.();
  const before = document.activeElement;
  const rows = own.map(row);
  const heading = el("div.group", { role: "presentation" }, icon("window"), "Apps");
  const offered = apps.length ? apps.map(row) : [el("div.nothing", {}, "No app has an entry here")];
  const menu = el(
    "div.menu",
    { role: "menu", "aria-label": label, tabindex: "-1", onkeydown: walk },
    under && el("div.quick", {}, QUICK.map((emoji) => quick(under, emoji))),
    rows,
    heading,
    offered,
  );
  document.body.append(menu);
  place(menu, box);
  all(menu, ":scope > button")[0]?.focus();

  function close(refocus = true) {
    menu.remove();
    lift();
    removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", away);
    open = null;
    if (refocus && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  }
  const away = () => close(false);
  /** @param {PointerEvent} event */
  const outside = (event) => !menu.contains(/** @type {Node} */ (event.target)) && close(false);
  addEventListener("pointerdown", outside, true);
  addEventListener("resize", away);
  open = close;
  const lift = layOver(close);

  /** @param {Item} item */
  function row({ sign, label: words, act }) {
    const take = { type: "button", role: "menuitem", onclick: taken(act) };
    return el("button.item", take, el("span", {}, words), sign);
  }

  /**
   * @param {Message} message
   * @param {string} emoji
   */
  function quick(message, emoji) {
    const onclick = taken(() => react(message, emoji));
    return el("button.item", { type: "button", role: "menuitem", "aria-label": `React with ${emoji}`, onclick }, emoji);
  }

  /** @param {KeyboardEvent} event */
  function walk(event) {
    const items = all(menu, ".item");
    const at = items.findIndex((one) => one === document.activeElement);
    /** @type {Record<string, number>} */
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    if (event.key in moves) items.at(moves[event.key] % items.length)?.focus();
    else if (event.key === "Escape" || event.key === "Tab") open?.();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/**
 * What an entry does: the menu closes first.
 * @param {() => void} act
 */
const taken = (act) => () => {
  open?.();
  act();
};

/**
 * @param {HTMLElement} menu
 * @param {Box} box
 */
function place(menu, box) {
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(box.left, innerWidth - width - GAP);
  const below = box.bottom + GAP;
  menu.style.left = `${Math.max(GAP, left)}px`;
  const top = below + height < innerHeight ? below : Math.min(box.top, innerHeight) - height - GAP;
  menu.style.top = `${Math.max(GAP, top)}px`;
}
