/**
 * For developers: what goes over the wire between the bot and this Discord, and trouble at the press of a button.
 * @module
 */

/** @import { Note } from "../../types" */

import { on } from "./bus.js";
import { all, el, fill, icon, part } from "./dom.js";
import { exactTime } from "./times.js";
import { tell } from "./wire.js";

const MOST = 200;
/**
 * What can be made to go wrong: in groups, what the server calls it and what the button says.
 * @type {Record<string, Record<string, string>>}
 */
const TROUBLES = {
  "The bot's next request": { limit: "Rate limit", error: "Server error", lose: "Lose the answer", slow: "Slow" },
  "Its connection": { drop: "Break off", reconnect: "Ask to reconnect", forget: "End the session" },
  "The clock": { quarter: "+15 min: tokens end", hour: "+1 hour", day: "+1 day" },
};

const panel = part("panel");
const log = el("ol.wire-log", { "aria-label": "Events and requests, the newest first" });
const said = el("p.trouble-said", { role: "status" });
const filter = el(
  "input",
  { type: "search", placeholder: "Filter, such as POST or INTERACTION", "aria-label": "Filter" },
);

/** The button that opens and closes it. */
export function panelButton() {
  const button = el(
    "button.round",
    {
      type: "button",
      "aria-label": "For developers",
      title: "For developers: events, requests, trouble",
      "aria-controls": "panel",
      "aria-expanded": "false",
      onclick: () => show(Boolean(panel.hidden)),
    },
    icon("code"),
  );
  const close = el(
    "button.round.shut-panel",
    { type: "button", "aria-label": "Close", onclick: () => show(false) },
    icon("close"),
  );
  /** @param {boolean} open */
  const show = (open) => {
    panel.hidden = !open;
    document.body.classList.toggle("developing", open);
    button.setAttribute("aria-expanded", String(open));
    if (open) watch();
    else tell("watch", { on: false });
    (open ? filter : button).focus();
  };
  fill(
    panel,
    el("header", {}, el("h2", {}, icon("code"), "For developers"), close),
    Object.entries(TROUBLES).map(([title, kinds]) => troubles(title, kinds)),
    said,
    filter,
    log,
  );
  panel.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  filter.addEventListener("input", sift);
  on("wire", (notes) => add(notes));
  on("troubled", (what) => fill(said, what));
  on("welcome", () => !panel.hidden && watch());
  return button;
}

function watch() {
  fill(log);
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
  return el("div.trouble", { role: "group", "aria-label": title }, el("h3", {}, title), el("div.row", {}, buttons));
}

/** @param {Note[]} notes */
function add(notes) {
  for (const note of notes) log.prepend(row(note));
  for (const old of all(log, ":scope > li").slice(MOST)) old.remove();
  sift();
}

/** @param {Note} note */
function row(note) {
  const event = note.kind === "event";
  const summary = el(
    "summary",
    {},
    el("span.direction", { title: event ? "to the bot" : "of the bot" }, event ? "↓" : "↑"),
    el("span.wire-name", {}, note.name),
    !event && el("span.status", {}, note.status === 0 ? "no answer" : String(note.status)),
  );
  if (!event) summary.classList.add(passes(note) ? "passes" : "fails");
  const about = [exactTime(note.at), !event && check(note)].filter(Boolean).join(" · ");
  return el("li", {}, el("details", {}, summary, el("p.check", {}, about), note.body && el("pre", {}, note.body)));
}

/** @param {Note} note */
const passes = ({ status, against }) => Boolean(status && status < 400 && !against?.length);

/** @param {Note} note */
function check({ against }) {
  if (!against) return "not held against Discord's document (see DISCORD_OPENAPI)";
  return against.length ? against.join("; ") : "as Discord's document has it";
}

function sift() {
  const wanted = filter.value.trim().toLowerCase();
  for (const one of all(log, ":scope > li")) one.hidden = !one.textContent?.toLowerCase().includes(wanted);
}
