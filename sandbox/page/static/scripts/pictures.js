/**
 * Pictures: in a mosaic as Discord lays it out, each opening in the light box; and files to take along.
 * @module
 */

/**
 * A picture to show.
 * @typedef {{
 *   url: string,
 *   width?: number|null,
 *   height?: number|null,
 *   alt?: string|null,
 *   spoiler?: boolean,
 * }} Picture
 */

import { el, icon } from "./dom.js";
import { openLightbox } from "./lightbox.js";
import { covered } from "./spoiler.js";
import { reachable } from "./state.js";

// Links are signed anew each time; the same picture keeps its first one for an hour, so that it need not load again.
const LINK_KEPT = 60 * 60_000;
/** @type {Map<string, {near: string, at: number}>} */
const links = new Map();

/**
 * One to ten pictures.
 * @param {Picture[]} items
 */
export function mosaic(items) {
  const shown = items.map((item) => ({ ...item, url: steady(item.url) }));
  const tiles = shown.map((item, index) => tile(item, () => openLightbox(shown, index)));
  const { length } = items;
  const label = length === 1 ? "1 picture" : `${length} pictures`;
  return el("div.mosaic", { "data-count": Math.min(length, 10), role: "group", "aria-label": label }, tiles);
}

/**
 * A small picture at the side.
 * @param {Picture} item
 */
export function thumbnail(item) {
  const shown = { ...item, url: steady(item.url) };
  return el("div.thumbnail", {}, tile(shown, () => openLightbox([shown], 0)));
}

/**
 * A file that is no picture.
 * @param {{name: string, size: number, url: string, spoiler?: boolean}} file
 */
export function fileCard({ name, size, url, spoiler }) {
  const link = el("a", { href: reachable(url), download: name }, name);
  const about = el("div", {}, link, el("div.size", {}, bytes(size)));
  const card = el("div.file", {}, icon("file"), about);
  return spoiler ? covered(card) : card;
}

/**
 * A number of bytes as people say it.
 * @param {number} size
 */
export function bytes(size) {
  if (size < 1000) return `${size} bytes`;
  return size < 1e6 ? `${(size / 1e3).toFixed(1)} kB` : `${(size / 1e6).toFixed(2)} MB`;
}

/**
 * @param {Picture} item
 * @param {() => void} open
 */
function tile(item, open) {
  if (/^https?:/.test(item.url)) return elsewhere(item);
  const picture = el(
    "img",
    { src: item.url, alt: item.alt ?? "", width: item.width, height: item.height, decoding: "async" },
  );
  const button = el(
    "button.tile",
    {
      type: "button",
      "aria-label": `Open picture${item.alt ? `: ${item.alt}` : ""}`,
      "data-key": item.url,
      onclick: open,
    },
    picture,
  );
  if (item.width && item.height) {
    // Its place is as large before it has loaded: what stands below need not move.
    button.style.setProperty("--width", `${item.width}px`);
    button.style.setProperty("--ratio", String(item.width / item.height));
    button.classList.add("sized");
  }
  return item.spoiler ? covered(button) : button;
}

/**
 * This page shows no pictures from elsewhere; Discord would fetch them through its proxy.
 * @param {Picture} item
 */
function elsewhere(item) {
  return el(
    "a.tile.elsewhere",
    { href: item.url, target: "_blank", rel: "noopener noreferrer" },
    icon("link"),
    item.alt || item.url,
  );
}

/** @param {string} url */
function steady(url) {
  const near = reachable(url);
  const path = near.split("?", 1)[0];
  const kept = links.get(path);
  if (kept && kept.at > Date.now() - LINK_KEPT) return kept.near;
  links.set(path, { near, at: Date.now() });
  return near;
}
