/**
 * What goes over the wire between the bot and this Discord: its requests, and the events that it gets.
 * @module
 */

/** @import { Note } from "../../types" */

import { all, el } from "./dom.js";
import { exactTime } from "./times.js";

const MOST = 200;
const log = el("ol.wire-log", { "aria-label": "Events and requests, the newest first" });

/** The list of them. */
export const wireLog = () => log;

/** @param {Note[]} notes that are new */
export function addNotes(notes) {
  for (const note of notes) log.prepend(row(note));
  for (const old of all(log, ":scope > li").slice(MOST)) old.remove();
}

/** @param {Note} note */
function row(note) {
  const event = note.kind === "event";
  const summary = el(
    "summary",
    {},
    el("span.direction", { title: event ? "to the bot" : "of the bot" }, event ? "↓" : "↑"),
    el("span.wire-name.one-line", {}, note.name),
    !event && el("span.status", {}, note.status === 0 ? "no answer" : String(note.status)),
  );
  if (!event) summary.classList.add(passes(note) ? "passes" : "fails");
  const about = [exactTime(note.at), !event && check(note)].filter(Boolean).join(" · ");
  const body = note.body && el("pre", { tabindex: "0" }, note.body);
  return el("li", {}, el("details", {}, summary, el("p.check", {}, about), body));
}

/** @param {Note} note */
const passes = ({ status, against }) => Boolean(status && status < 400 && !against?.length);

/** @param {Note} note */
function check({ against }) {
  if (!against) return "not held against Discord's document (see DISCORD_OPENAPI)";
  return against.length ? against.join("; ") : "as Discord's document has it";
}
