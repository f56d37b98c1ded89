/**
 * Times: of messages, and in texts, where those that are relative go on by themselves.
 * @module
 */

import { all, el } from "./dom.js";
import { now, state } from "./state.js";

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];
const LATEST = 8_640_000_000_000; // seconds: what a Date can hold

/**
 * A time in a text, `<t:unix:style>`.
 * https://discord.com/developers/docs/reference#message-formatting-timestamp-styles
 * @param {number} unix in seconds
 * @param {string} style
 */
export function timeElement(unix, style) {
  if (Math.abs(unix) > LATEST) return el("span", {}, "Invalid date");
  const date = new Date(unix * 1000);
  const words = style === "R" ? ago(unix) : written(date, STYLES[style]);
  const ticking = style === "R" ? { "data-unix": unix } : {};
  return el("time", { datetime: date.toISOString(), title: written(date, STYLES.F), ...ticking }, words);
}

/**
 * When a message was written: the time alone for today's.
 * @param {string} stamp
 */
export function clockTime(stamp) {
  const date = new Date(stamp);
  const days = Math.round((midnight(new Date(now())) - midnight(date)) / 86_400_000);
  const time = written(date, STYLES.t);
  if (days === 0) return time;
  return days === 1 ? `Yesterday at ${time}` : `${written(date, STYLES.d)} ${time}`;
}

/**
 * The day of a message, in full.
 * @param {string} stamp
 */
export const dayOf = (stamp) => written(new Date(stamp), STYLES.D);

/**
 * A time in full, for a tooltip.
 * @param {string} stamp
 */
export const fullTime = (stamp) => written(new Date(stamp), STYLES.F);

/**
 * A time to the second.
 * @param {number} unix in seconds
 */
export const exactTime = (unix) => written(new Date(unix * 1000), { timeStyle: "medium" });

/**
 * Just the time.
 * @param {string} stamp
 */
export const shortTime = (stamp) => written(new Date(stamp), STYLES.t);

/** Let the relative times go on. */
export function startTicking() {
  setInterval(() => {
    for (const element of all(document, "time[data-unix]")) {
      const words = ago(Number(element.dataset.unix));
      if (element.textContent !== words) element.textContent = words;
    }
  }, 1000);
}

/**
 * @param {Date} date
 * @param {Intl.DateTimeFormatOptions} style
 */
const written = (date, style) => new Intl.DateTimeFormat(state.locale, style).format(date);

/** @param {Date} date */
const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** @param {number} unix */
function ago(unix) {
  const seconds = Math.round(unix - now() / 1000);
  const [unit, size] = UNITS.find(([, least]) => Math.abs(seconds) >= least) ?? ["second", 1];
  const relative = new Intl.RelativeTimeFormat(state.locale, { numeric: "auto" });
  return relative.format(Math.round(seconds / size), unit);
}
