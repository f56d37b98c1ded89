/**
 * Components of messages by type.
 * https://discord.com/developers/docs/components/reference
 * @module
 */

import { colour } from "./embeds.js";
import { el, icon } from "./dom.js";
import { press } from "./interactions.js";
import { dots } from "./message.js";
import { fileCard, mosaic, thumbnail } from "./pictures.js";
import { prose } from "./prose.js";
import { selectElement } from "./select.js";
import { state } from "./state.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };

const KINDS = {
  1: row,
  2: button,
  3: select,
  5: select,
  6: select,
  7: select,
  8: select,
  9: section,
  10: (part) => prose(part.content),
  11: (part) => thumbnail(media(part, part.media)),
  12: (part) => mosaic(part.items.map((item) => media(item, item.media))),
  13: (part) => fileCard({
    name: part.name ?? "file",
    size: part.size ?? 0,
    url: part.file.url,
    spoiler: part.spoiler,
  }),
  14: separator,
  17: container,
};

/**
 * A component of a message; null for a kind that is not known here.
 * @param {Object} part
 * @param {Object} message
 */
export const component = (part, message) => KINDS[part.type]?.(part, message) ?? null;

function row(part, message) {
  return el("div.row", {}, part.components.map((one) => component(one, message)));
}

function button(part, message) {
  const kind = STYLES[part.style] ?? "secondary";
  const inside = [
    part.emoji?.name && el("span.emoji", {}, part.emoji.name),
    part.label && el("span", {}, part.label),
  ];
  if (part.style === 5) return linkButton(part, inside);
  const pressed = state.presses.get(message.id);
  const waiting = pressed && !pressed.failed;
  const mine = waiting && pressed.customId === part.custom_id;
  const attributes = {
    type: "button",
    disabled: part.disabled,
    "aria-disabled": waiting ? "true" : null,
    "aria-busy": mine ? "true" : null,
    "data-key": part.custom_id,
    onclick: () => state.presses.get(message.id)?.failed !== false && press(message, part.custom_id),
  };
  return el(`button.button.${kind}`, attributes, el("span.face", {}, inside), mine && dots());
}

function linkButton(part, inside) {
  const safe = /^(https?|discord):\/\//.test(part.url);
  return el(
    "a.button.link",
    { href: safe ? part.url : null, target: "_blank", rel: "noopener noreferrer" },
    inside,
    icon("link"),
  );
}

function select(part, message) {
  const waiting = state.presses.get(message.id)?.failed === false;
  const choose = (values) => press(message, part.custom_id, values);
  return selectElement(part, { disabled: part.disabled || waiting, onchoose: choose });
}

function section(part, message) {
  const words = el("div.section-words", {}, part.components.map((one) => component(one, message)));
  return el("div.section", {}, words, el("div.accessory", {}, component(part.accessory, message)));
}

function separator(part) {
  const line = part.divider !== false;
  return el(
    `hr.separator${line ? "" : ".blank"}${part.spacing === 2 ? ".wide" : ""}`,
    { "aria-hidden": line ? null : "true" },
  );
}

function container(part, message) {
  const inside = el("div.container", {}, part.components.map((one) => component(one, message)));
  if (part.accent_color !== null && part.accent_color !== undefined) {
    inside.classList.add("accented");
    inside.style.setProperty("--edge", colour(part.accent_color));
  }
  if (!part.spoiler) return inside;
  const cover = el("button.cover", { type: "button" }, "Spoiler");
  inside.inert = true;
  cover.addEventListener("click", () => {
    inside.inert = false;
    cover.remove();
  });
  return el("div.covered", {}, inside, cover);
}

const media = (part, item) => ({
  url: item.url,
  width: item.width,
  height: item.height,
  alt: part.description,
  spoiler: part.spoiler,
});
