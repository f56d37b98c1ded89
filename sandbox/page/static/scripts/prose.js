/**
 * Markdown as elements.
 * @module
 */

/** @import { Inline, Mention, Spoiler } from "./inline.js" */
/** @import { Block, Item } from "./markdown.js" */

import { emit } from "./bus.js";
import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { parseInline } from "./inline.js";
import { parse } from "./markdown.js";
import { channelName, guild, nameOf, state } from "./state.js";
import { timeElement } from "./times.js";

/**
 * A text with all of Discord's markdown.
 * @param {string} source
 * @returns {HTMLElement}
 */
export function prose(source) {
  return el("div.prose", {}, parse(source).map(block));
}

/**
 * A text with what fits in one line.
 * @param {string} source
 */
export const inlineProse = (source) => parseInline(source).map(inline);

/**
 * A text without any markup, for what is read aloud or quoted.
 * @param {string} source
 */
export function plainText(source) {
  return parse(source).map((node) => block(node).textContent).join("\n");
}

/**
 * @param {Block} node
 * @returns {HTMLElement}
 */
function block(node) {
  switch (node.kind) {
    case "heading":
      return el(`h${node.level + 2}.heading.level-${node.level}`, {}, node.children.map(inline));
    case "small":
      return el("p.small", {}, node.children.map(inline));
    case "quote":
      return el("blockquote", {}, node.children.map(block));
    case "block":
      return el("pre", { tabindex: "0" }, el("code", { "data-language": node.language }, node.text));
    case "list":
      return list(node.items);
    default:
      return el("p", {}, node.children.map(inline));
  }
}

/** @param {Item[]} items */
function list(items) {
  const ordered = items[0].number !== null;
  const entries = items.map(
    ({ depth, number, children }) => el(`li.depth-${depth}`, { value: number }, children.map(inline)),
  );
  return ordered ? el("ol", { start: items[0].number }, entries) : el("ul", {}, entries);
}

const TAGS = { strong: "strong", emphasis: "em", underline: "u", strike: "s" };

/**
 * @param {Inline} node
 * @returns {HTMLElement|Array<string|HTMLElement>}
 */
function inline(node) {
  switch (node.kind) {
    case "text":
      return withEmoji(node.text);
    case "code":
      return el("code", {}, node.text);
    case "link":
      return el(
        "a",
        { href: node.url, target: "_blank", rel: "noopener noreferrer" },
        node.children.map(inline),
      );
    case "spoiler":
      return spoiler(node);
    case "time":
      return timeElement(node.unix, node.style);
    case "user":
    case "role":
    case "channel":
    case "everyone":
    case "command":
      return mention(node);
    default:
      return el(TAGS[node.kind], {}, node.children.map(inline));
  }
}

/** @param {Spoiler} node */
function spoiler(node) {
  const inside = el("span.hidden-words", {}, node.children.map(inline));
  const cover = el(
    "span.spoiler",
    { role: "button", tabindex: "0", "aria-label": "Spoiler: show", "aria-expanded": "false" },
    inside,
  );
  const show = () => {
    cover.classList.add("shown");
    cover.setAttribute("aria-expanded", "true");
    cover.removeAttribute("aria-label");
  };
  cover.addEventListener("click", show);
  cover.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && show());
  return cover;
}

/** @param {Mention} node */
function mention(node) {
  switch (node.kind) {
    case "user": {
      const member = state.members.get(node.id);
      return el("span.mention", {}, `@${member ? nameOf(member.user) : "unknown-user"}`);
    }
    case "role": {
      const role = guild().roles.find((one) => one.id === node.id);
      return el("span.mention", {}, `@${role ? role.name.replace(/^@/, "") : "unknown-role"}`);
    }
    case "channel": {
      const place = state.channels.get(node.id);
      const open = () => place && emit("open-channel", node.id);
      return el(
        "button.mention",
        { type: "button", onclick: open },
        place ? `#${channelName(place)}` : "#unknown",
      );
    }
    case "command":
      return el(
        "button.mention",
        { type: "button", onclick: () => emit("open-command", { name: node.name }) },
        `/${node.name}`,
      );
    default:
      return el("span.mention", {}, `@${node.name}`);
  }
}
