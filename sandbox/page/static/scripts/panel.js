/**
 * For developers: the wire, the bot's log, what is not spoken here, and trouble at the press of a button.
 * @module
 */

/** @import { Child } from "../../types" */

import { addLines, botLog, emptyLog, follow } from "./botlog.js";
import { on } from "./bus.js";
import { all, el, fill, icon, part } from "./dom.js";
import { layOver } from "./over.js";
import { state } from "./state.js";
import { tabs } from "./tabs.js";
import { addNotes, wireLog } from "./wirelog.js";
import { tell } from "./wire.js";

/**
 * What can be made to go wrong: in groups, what the server calls it and what the button says.
 * @type {Record<string, Record<string, string>>}
 */
const TROUBLES = {
  "The bot's next request": { limit: "Rate limit", error: "Server error", lose: "Lose the answer", slow: "Slow" },
  "Its connection": { drop: "Break off", reconnect: "Ask to reconnect", forget: "End the session" },
  "The clock": { quarter: "+15 min: tokens end", hour: "+1 hour", day: "+1 day" },
};
const MOST_COUNTED = 99; // in the corner of a sign
const ENDINGS = { restart: "Restart it", kill: "Kill it" };

const panel = part("panel");
const said = el("p.trouble-said", { role: "status" });
const alarm = el("section.unspoken", { "aria-label": "Not spoken here", hidden: true });
const process = el("div", { hidden: true }, troubles("The bot's process", ENDINGS));
const filter = el(
  "input",
  { type: "search", placeholder: "Filter, such as POST or ERROR", "aria-label": "Filter" },
);
const count = el("span.badge", { hidden: true });
const button = el(
  "button.round.panel-button",
  {
    type: "button",
    "aria-label": "For developers",
    title: "For developers: events, requests, the bot's log, trouble",
    "aria-controls": "panel",
    "aria-expanded": "false",
    onclick: () => show(Boolean(panel.hidden)),
  },
  icon("code"),
  count,
);
let wasThere = false; // the bot, since this page was opened
let lift = () => {}; // of the panel, where it lies over the messages
let isMissed = false; // it was there, and is not now

/** The button that opens and closes it. */
export function panelButton() {
  const close = el(
    "button.round.shut-panel",
    { type: "button", "aria-label": "Close", onclick: () => show(false) },
    icon("close"),
  );
  const save = el(
    "a.button.secondary",
    { href: "/control/transcript", download: "transcript.json", title: "What people did, to be done again" },
    "Save the session",
  );
  const logs = tabs({ Wire: wireLog(), "Bot's log": botLog() });
  fill(
    panel,
    el("header", {}, el("h2", {}, icon("code"), "For developers"), close),
    alarm,
    Object.entries(TROUBLES).map(([title, kinds]) => troubles(title, kinds)),
    process,
    group("What people did", save),
    said,
    filter,
    logs,
  );
  panel.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  filter.addEventListener("input", sift);
  on("wire", (notes) => {
    addNotes(notes);
    sift();
  });
  on("log", ({ lines, ours }) => {
    addLines(lines);
    process.hidden = !ours;
    sift();
  });
  on("troubled", (what) => fill(said, what));
  on("presence", sayIfBack);
  on("unspoken", showUnspoken);
  on("welcome", () => !panel.hidden && watch());
  return button;
}

/** @param {boolean} open */
function show(open) {
  panel.hidden = !open;
  lift();
  if (open && getComputedStyle(panel).position === "fixed") lift = layOver(() => show(false));
  document.body.classList.toggle("developing", open);
  button.setAttribute("aria-expanded", String(open));
  if (open) watch();
  else tell("watch", { on: false });
  (open ? filter : button).focus();
}

function watch() {
  fill(wireLog());
  emptyLog();
  tell("watch", { on: true });
}

/**
 * @param {string} title
 * @param {Record<string, string>} kinds
 */
function troubles(title, kinds) {
  const buttons = Object.entries(kinds).map(([kind, words]) => el(
    "button.button.secondary",
    { type: "button", onclick: () => tell("trouble", { kind }) },
    words,
  ));
  return group(title, buttons);
}

/**
 * @param {string} title
 * @param {...Child} buttons
 */
function group(title, ...buttons) {
  return el("div.trouble", { role: "group", "aria-label": title }, el("h3", {}, title), el("div.row", {}, buttons));
}

function sayIfBack() {
  if (isMissed && state.botOnline) fill(said, "The bot is back.");
  wasThere ||= state.botOnline;
  isMissed = wasThere && !state.botOnline;
}

/**
 * What the bot has wanted and this Discord does not speak: it is no fault of the bot's, and nobody is to overlook it.
 * @param {string[]} sentences
 */
function showUnspoken(sentences) {
  const { length } = sentences;
  alarm.hidden = count.hidden = !length;
  fill(count, length > MOST_COUNTED ? `${MOST_COUNTED}+` : String(length));
  button.setAttribute("aria-label", length ? `For developers: ${length} not spoken here` : "For developers");
  fill(
    alarm,
    el("h3", {}, icon("warn"), "Not spoken here"),
    el("p", {}, "The bot wanted this; Discord would do it, and this one cannot."),
    el("ul", { role: "alert" }, sentences.map((one) => el("li", {}, one))),
  );
}

function sift() {
  const wanted = filter.value.trim().toLowerCase();
  for (const log of [wireLog(), botLog()]) {
    for (const one of all(log, ":scope > li")) one.hidden = !one.textContent?.toLowerCase().includes(wanted);
  }
  follow();
}
