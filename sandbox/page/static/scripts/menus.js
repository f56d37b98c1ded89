/**
 * Menus on messages and on members: what the page itself can do, and the applications' entries.
 * @module
 */

import { avatarOfBot } from "./avatars.js";
import { emit } from "./bus.js";
import { el, icon } from "./dom.js";
import { useMenu } from "./interactions.js";
import { gist } from "./message.js";
import { toast } from "./toast.js";
import { nameOf, offeredHere } from "./state.js";

const ON_MEMBER = 2;
const ON_MESSAGE = 3;
const GAP = 4;
let open = null;

/**
 * The menu on a message, at a place in the window.
 * @param {Object} message
 * @param {{left: number, right: number, top: number, bottom: number}} box
 */
export function openMessageMenu(message, box) {
  const copy = () => navigator.clipboard?.writeText(gist(message)).then(
    () => toast("Copied"),
    () => toast("The browser does not allow copying"),
  );
  const apps = message.local ? [] : offeredHere(ON_MESSAGE).map((entry) => app(entry, { message: message.id }));
  openMenu("Message", box, [item("copy", "Copy text", copy)], apps);
}

/** The menu on a member. */
export function openMemberMenu(user, box) {
  const apps = offeredHere(ON_MEMBER).map((entry) => app(entry, { user: user.id }));
  openMenu(nameOf(user), box, [item("at", "Mention", () => emit("write", `<@${user.id}> `))], apps);
}

const item = (sign, label, act) => ({ sign: icon(sign), label, act });

function app(entry, target) {
  const act = () => useMenu(entry.name, target).catch((error) => toast(error.message));
  return { sign: avatarOfBot(), label: entry.name, act };
}

function openMenu(label, box, own, apps) {
  open?.();
  const before = document.activeElement;
  const rows = own.map(row);
  const heading = el("div.group", { role: "presentation" }, icon("window"), "Apps");
  const offered = apps.length ? apps.map(row) : [el("div.nothing", {}, "No app has an entry here")];
  const menu = el(
    "div.menu",
    { role: "menu", "aria-label": label, tabindex: "-1", onkeydown: walk },
    rows,
    heading,
    offered,
  );
  document.body.append(menu);
  place(menu, box);
  menu.querySelector("button").focus();

  function close(refocus = true) {
    menu.remove();
    removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", away);
    open = null;
    if (refocus && before?.isConnected) before.focus({ preventScroll: true });
  }
  const away = () => close(false);
  const outside = (event) => !menu.contains(event.target) && close(false);
  addEventListener("pointerdown", outside, true);
  addEventListener("resize", away);
  open = close;

  function row({ sign, label: words, act }) {
    const take = () => {
      open?.();
      act();
    };
    return el("button.item", { type: "button", role: "menuitem", onclick: take }, el("span", {}, words), sign);
  }

  function walk(event) {
    const items = [...menu.querySelectorAll(".item")];
    const at = items.indexOf(document.activeElement);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    if (event.key in moves) items.at(moves[event.key] % items.length).focus();
    else if (event.key === "Escape" || event.key === "Tab") open?.();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function place(menu, box) {
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(box.left, innerWidth - width - GAP);
  const below = box.bottom + GAP;
  menu.style.left = `${Math.max(GAP, left)}px`;
  const top = below + height < innerHeight ? below : Math.min(box.top, innerHeight) - height - GAP;
  menu.style.top = `${Math.max(GAP, top)}px`;
}
