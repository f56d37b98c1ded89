/**
 * Discord's markdown by lines: headings, small text, lists, quotes and code blocks, as a tree of plain values.
 * @module
 */

import { parseInline } from "./inline.js";

const FENCE = /^```(?:([\w+-]{1,30})\n)?\n?([\s\S]*?)\n?```/;
const HEADING = /^(#{1,3})\s+(.+)$/;
const SMALL = /^-#\s+(.+)$/;
const ITEM = /^(\s*)([-*]|\d{1,9}\.)\s+(.+)$/;
const DEEPEST_QUOTE = 3;

/**
 * The blocks of a text: { kind: "paragraph" | "heading" | "small" | "list" | "quote" | "block", … }.
 * @param {string} source
 */
export function parse(source, quotes = 0) {
  const blocks = [];
  let rest = source.replaceAll("\r\n", "\n");
  while (rest) {
    const [block, length] = next(rest, quotes);
    add(blocks, block);
    rest = rest.slice(length);
  }
  return blocks.map(finished);
}

/** The first block of a text, and how much of the text it takes. */
function next(rest, quotes) {
  const fence = rest.startsWith("```") ? FENCE.exec(rest) : null;
  if (fence?.[2]) {
    const block = { kind: "block", language: fence[1], text: fence[2] };
    return [block, fence[0].length + eaten(rest, fence[0].length)];
  }
  if (rest.startsWith(">>> ") && quotes < DEEPEST_QUOTE) {
    return [{ kind: "quote", children: parse(rest.slice(4), quotes + 1) }, rest.length];
  }
  const line = rest.split("\n", 1)[0];
  const within = line.indexOf("```");
  if (within > 0 && FENCE.test(rest.slice(within))) {
    return [{ kind: "paragraph", lines: [line.slice(0, within)] }, within];
  }
  return [lineBlock(line, quotes), line.length + eaten(rest, line.length)];
}

const eaten = (rest, at) => (rest[at] === "\n" ? 1 : 0);

function lineBlock(line, quotes) {
  if (line.startsWith("> ") && quotes < DEEPEST_QUOTE) return { kind: "quote", lines: [line.slice(2)], quotes };
  const heading = HEADING.exec(line);
  if (heading) return { kind: "heading", level: heading[1].length, children: parseInline(heading[2]) };
  const small = SMALL.exec(line);
  if (small) return { kind: "small", children: parseInline(small[1]) };
  const item = ITEM.exec(line);
  if (item) return { kind: "list", items: [listItem(item)] };
  return { kind: "paragraph", lines: [line] };
}

function listItem([, indent, sign, words]) {
  const number = /^\d/.test(sign) ? Number.parseInt(sign, 10) : null;
  return { depth: Math.min(3, Math.floor(indent.length / 2)), number, children: parseInline(words) };
}

/** Lines of one kind that follow each other are one block. */
function add(blocks, block) {
  const last = blocks.at(-1);
  const same = last?.kind === block.kind;
  if (same && block.kind === "list" && goesOn(last, block.items[0])) last.items.push(...block.items);
  else if (same && last.lines && block.lines) last.lines.push(...block.lines);
  else blocks.push(block);
}

/** Numbers do not go on in a list of dots, nor dots in one of numbers, except further in. */
const goesOn = (list, item) => item.depth > 0 || (item.number === null) === (list.items[0].number === null);

function finished(block) {
  if (block.kind === "paragraph") return { kind: "paragraph", children: parseInline(block.lines.join("\n")) };
  if (block.kind === "quote" && block.lines) {
    return { kind: "quote", children: parse(block.lines.join("\n"), block.quotes + 1) };
  }
  return block;
}
