/**
 * The line above the messages: where one is, whether the bot is there, the theme, and on a phone the way to the sides.
 * @module
 */

import { on } from "./bus.js";
import { all, el, fill, icon, part } from "./dom.js";
import { layOver } from "./over.js";
import { panelButton } from "./panel.js";
import { channel, channelName, channelSign, isText, state } from "./state.js";
import { themeButton } from "./theme.js";

const top = part("top");
const shade = part("shade");
const place = el("h1.where");
const bot = el("span.bot-state", { role: "status" });
const TOPICS = /** @type {const} */ (["welcome", "channel", "presence", "connection", "message"]);
let wasThere = false; // the bot, since this page was opened
let lift = () => {}; // of the side that is open
const menu = sideButton("menu", "Channels and people", "places", "left");
const people = sideButton("people", "Sandbox and members", "about", "right");

/** Begin to show the line. */
export function showTop() {
  fill(top, menu, el("div.here", {}, place, bot), panelButton(), themeButton(), people);
  for (const topic of TOPICS) on(topic, render);
  on("channel", closeSides);
  shade.addEventListener("click", closeSides);
  addEventListener("keydown", (event) => event.key === "Escape" && closeSides());
}

function render() {
  if (!state.me) return;
  const here = channel();
  const name = channelName(here);
  fill(place, icon(channelSign(here)), el("span.one-line", {}, name));
  wasThere ||= state.botOnline;
  const absence = `${state.app} ${wasThere ? "is away at the moment." : "is starting…"}`;
  fill(bot, !state.botOnline && state.connected && absence);
  const more = state.unread.size;
  document.title = `${more ? `(${more}) ` : ""}${isText(here) ? "#" : "@"}${name} · ${state.app}`;
}

/**
 * @param {Parameters<typeof icon>[0]} sign
 * @param {string} label
 * @param {string} id of the side that it opens
 * @param {"left"|"right"} edge
 */
function sideButton(sign, label, id, edge) {
  const open = () => {
    const side = part(id);
    const wasOpen = side.classList.contains("open");
    closeSides();
    if (wasOpen) return;
    side.classList.add("open");
    lift = layOver(closeSides);
    button.setAttribute("aria-expanded", "true");
    shade.hidden = false;
    part("chat").inert = true;
    all(side, "a, button")[0]?.focus();
  };
  const button = el(
    `button.round.side-button.${edge}`,
    { type: "button", "aria-label": label, "aria-controls": id, "aria-expanded": "false", onclick: open },
    icon(sign),
  );
  return button;
}

/** Put the sides away, where they lie over the messages. */
export function closeSides() {
  const open = document.querySelector(".side.open");
  if (!open) return;
  const hadFocus = open.contains(document.activeElement);
  part("chat").inert = false;
  open.classList.remove("open");
  lift();
  shade.hidden = true;
  for (const button of [menu, people]) button.setAttribute("aria-expanded", "false");
  if (hadFocus) (open.id === "places" ? menu : people).focus();
}
