/**
 * Components of messages by type.
 * https://discord.com/developers/docs/components/reference
 * @module
 */

/** @import { ActionRow, Button, Component, Container, FileDisplay, Pictured, Section } from "../../types" */
/** @import { Child, Message, Select, Separator } from "../../types" */

import { dots, el, icon } from "./dom.js";
import { colour } from "./embeds.js";
import { press } from "./interactions.js";
import { fileCard, mosaic, thumbnail } from "./pictures.js";
import { prose } from "./prose.js";
import { selectElement } from "./select.js";
import { covered } from "./spoiler.js";
import { state } from "./state.js";

/** @type {Record<number, string>} */
const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };

/**
 * A component of a message; null for a kind that is not known here.
 * @param {Component} part
 * @param {Message} message
 * @returns {HTMLElement|null}
 */
export function component(part, message) {
  switch (part.type) {
    case 1:
      return row(part, message);
    case 2:
      return button(part, message);
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return select(part, message);
    case 9:
      return section(part, message);
    case 10:
      return prose(part.content);
    case 11:
      return thumbnail(picture(part));
    case 12:
      return mosaic(part.items.map(picture));
    case 13:
      return file(part);
    case 14:
      return separator(part);
    case 17:
      return container(part, message);
    default:
      return null;
  }
}

/**
 * @param {ActionRow} part
 * @param {Message} message
 */
function row(part, message) {
  return el("div.row", {}, part.components.map((one) => component(one, message)));
}

/**
 * @param {Button} part
 * @param {Message} message
 */
function button(part, message) {
  const kind = STYLES[part.style] ?? "secondary";
  const inside = [
    part.emoji?.name && el("span.emoji", {}, part.emoji.name),
    part.label && el("span", {}, part.label),
  ];
  if (part.style === 5) return linkButton(part, inside);
  const customId = part.custom_id ?? ""; // only a link has none, and what is for sale
  const pressed = state.presses.get(message.id);
  const waiting = pressed && !pressed.failed;
  const mine = waiting && pressed.customId === part.custom_id;
  const attributes = {
    type: "button",
    disabled: part.disabled,
    "aria-disabled": waiting ? "true" : null,
    "aria-busy": mine ? "true" : null,
    "data-key": part.custom_id,
    onclick: () => state.presses.get(message.id)?.failed !== false && press(message, customId),
  };
  return el(`button.button.${kind}`, attributes, el("span.face", {}, inside), mine && dots());
}

/**
 * @param {Button} part
 * @param {Child[]} inside
 */
function linkButton(part, inside) {
  const safe = /^(https?|discord):\/\//.test(part.url ?? "");
  return el(
    "a.button.link",
    { href: safe ? part.url : null, target: "_blank", rel: "noopener noreferrer" },
    inside,
    icon("link"),
  );
}

/**
 * @param {Select} part
 * @param {Message} message
 */
function select(part, message) {
  const waiting = state.presses.get(message.id)?.failed === false;
  return selectElement(part, {
    disabled: part.disabled || waiting,
    onchoose: (values) => press(message, part.custom_id, values),
  });
}

/**
 * @param {Section} part
 * @param {Message} message
 */
function section(part, message) {
  const words = el("div.section-words", {}, part.components.map((one) => component(one, message)));
  return el("div.section", {}, words, el("div.accessory", {}, component(part.accessory, message)));
}

/** @param {FileDisplay} part */
const file = (part) => fileCard({
  name: part.name ?? "file",
  size: part.size ?? 0,
  url: part.file.url,
  spoiler: part.spoiler,
});

/** @param {Separator} part */
function separator(part) {
  const line = part.divider !== false;
  return el(
    `hr.separator${line ? "" : ".blank"}${part.spacing === 2 ? ".wide" : ""}`,
    { "aria-hidden": line ? null : "true" },
  );
}

/**
 * @param {Container} part
 * @param {Message} message
 */
function container(part, message) {
  const inside = el("div.container", {}, part.components.map((one) => component(one, message)));
  if (part.accent_color !== null && part.accent_color !== undefined) {
    inside.classList.add("accented");
    inside.style.setProperty("--edge", colour(part.accent_color));
  }
  return part.spoiler ? covered(inside) : inside;
}

/** @param {Pictured} part */
const picture = (part) => ({
  url: part.media.url,
  width: part.media.width,
  height: part.media.height,
  alt: part.description,
  spoiler: part.spoiler,
});
