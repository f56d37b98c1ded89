/**
 * Embeds of messages of the old kind, simply.
 * @module
 */

/** @import { Embed, EmbedField, EmbedMedia } from "../../types" */

import { el } from "./dom.js";
import { mosaic, thumbnail } from "./pictures.js";
import { inlineProse, prose } from "./prose.js";
import { fullTime } from "./times.js";

/**
 * A box with a coloured edge.
 * @param {Embed} source https://discord.com/developers/docs/resources/message#embed-object
 */
export function embed(source) {
  const main = el(
    "div.embed-main",
    {},
    source.author?.name && el("div.embed-author", {}, source.author.name),
    source.title && el("div.embed-title", {}, linked(source.title, source.url)),
    source.description && prose(source.description),
    source.fields?.length ? el("dl.embed-fields", {}, source.fields.map(field)) : null,
    source.image?.url && mosaic([picture(source.image, source.title)]),
    foot(source),
  );
  const box = el(
    "article.embed",
    {},
    main,
    source.thumbnail?.url && thumbnail(picture(source.thumbnail, "")),
  );
  if (source.color) box.style.setProperty("--edge", colour(source.color));
  return box;
}

/**
 * @param {EmbedMedia} media
 * @param {string} [alt]
 */
const picture = ({ url = "", width, height }, alt) => ({ url, width, height, alt });

/**
 * A colour as CSS has it.
 * @param {number} number
 */
export const colour = (number) => `#${(number & 0xffffff).toString(16).padStart(6, "0")}`;

/**
 * @param {string} title
 * @param {string} [url]
 */
function linked(title, url) {
  const words = inlineProse(title);
  const safe = /^https?:\/\//.test(url ?? "");
  return safe ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words) : words;
}

/** @param {EmbedField} one */
function field(one) {
  return el(
    one.inline ? "div.beside-others" : "div",
    {},
    el("dt", {}, inlineProse(one.name)),
    el("dd", {}, prose(one.value)),
  );
}

/** @param {Embed} source */
function foot(source) {
  const parts = [source.footer?.text, source.timestamp && fullTime(source.timestamp)].filter(Boolean);
  return parts.length > 0 && el("div.embed-foot", {}, parts.join(" · "));
}
