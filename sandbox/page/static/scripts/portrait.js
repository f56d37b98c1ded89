/**
 * A message as a picture: what the page shows of it, drawn by the browser itself from a copy that holds all it needs.
 * @module
 */

import { all, el } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const SCALE = 2; // pixels of the picture for each of the page
const EDGE = 8;
const LINK_LIFE = 60_000; // milliseconds: what a download may take to begin

/**
 * Save a message as a PNG.
 * @param {string} id
 */
export async function savePicture(id) {
  const message = document.getElementById(`message-${id}`);
  if (!message) throw new Error("That message is not shown.");
  const { width, height } = message.getBoundingClientRect();
  const link = await address(await drawn(await copyOf(message), width, height + 2 * EDGE));
  el("a", { href: link, download: `message-${id}.png` }).click();
  setTimeout(() => URL.revokeObjectURL(link), LINK_LIFE);
}

/**
 * The message without what only moves, with its pictures inside it: an image may load nothing.
 * @param {HTMLElement} message
 */
async function copyOf(message) {
  const copy = /** @type {HTMLElement} */ (message.cloneNode(true));
  for (const part of all(copy, ".tools, .only .plain")) part.remove();
  const pictures = /** @type {HTMLImageElement[]} */ (all(copy, "img"));
  await Promise.all(pictures.map(async (picture) => {
    picture.src = await inside(picture.src);
  }));
  const page = getComputedStyle(document.body);
  const list = el("ol.messages", {}, copy);
  list.style.cssText = `min-height: 0; padding: ${EDGE}px 0; background: var(--chat)`;
  copy.style.marginTop = "0";
  const frame = el("div", { xmlns: "http://www.w3.org/1999/xhtml" }, await styles(), list);
  frame.style.cssText = `font: ${page.font}; color: ${page.color}`;
  return frame;
}

/** The style sheets of the page as they are. */
async function styles() {
  const sheets = /** @type {HTMLLinkElement[]} */ (all(document, "link[rel=stylesheet]"));
  const texts = await Promise.all(sheets.map(async ({ href }) => (await fetch(href)).text()));
  return el("style", {}, texts.join("\n"));
}

/**
 * What is at an address, as an address that holds it.
 * @param {string} url
 * @returns {Promise<string>}
 */
async function inside(url) {
  const content = await (await fetch(url)).blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(new Error("A picture could not be read.")));
    reader.readAsDataURL(content);
  });
}

/**
 * @param {HTMLElement} frame
 * @param {number} width
 * @param {number} height
 */
async function drawn(frame, width, height) {
  const svg = document.createElementNS(SVG, "svg");
  // As wide as the window, so that what is laid out for its width is so here.
  svg.setAttribute("width", String(innerWidth));
  svg.setAttribute("height", String(height));
  svg.style.colorScheme = isDark() ? "dark" : "light";
  const room = document.createElementNS(SVG, "foreignObject");
  room.setAttribute("width", String(width));
  room.setAttribute("height", String(height));
  room.append(frame);
  svg.append(room);
  const picture = new Image();
  picture.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  await picture.decode();
  const canvas = el("canvas", { width: Math.floor(width * SCALE), height: Math.floor(height * SCALE) });
  const pen = canvas.getContext("2d");
  pen?.scale(SCALE, SCALE);
  pen?.drawImage(picture, 0, 0);
  return canvas;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<string>}
 */
const address = (canvas) => new Promise((resolve, reject) => {
  canvas.toBlob((content) => {
    if (content) resolve(URL.createObjectURL(content));
    else reject(new Error("The browser does not draw this message."));
  });
});

function isDark() {
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  return scheme.includes("light") && scheme.includes("dark")
    ? matchMedia("(prefers-color-scheme: dark)").matches
    : scheme === "dark";
}
