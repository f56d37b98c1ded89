/**
 * Discord's markdown by lines: headings, small text, lists, quotes and code blocks, as a tree of plain values.
 * @module
 */

/** @import { Inline } from "./inline.js" */

import { parseInline } from "./inline.js";

/**
 * A line of a list. In a list of dots its number is null.
 * @typedef {{depth: number, number: number|null, children: Inline[]}} Item
 */
/**
 * Some lines of a text.
 * @typedef {{kind: "paragraph"|"small", children: Inline[]}
 *   | {kind: "heading", level: number, children: Inline[]}
 *   | {kind: "list", items: Item[]}
 *   | {kind: "quote", children: Block[]}
 *   | {kind: "block", language: string|undefined, text: string}
 * } Block
 */
/**
 * Lines that may still get more of their kind.
 * @typedef {{kind: "paragraph", lines: string[]}|{kind: "quote", lines: string[], quotes: number}} Lines
 */

const FENCE = /^```(?:([\w+-]{1,30})\n)?\n?([\s\S]*?)\n?```/;
const HEADING = /^(#{1,3})\s+(.+)$/;
const SMALL = /^-#\s+(.+)$/;
const ITEM = /^(\s*)([-*]|\d{1,9}\.)\s+(.+)$/;
const DEEPEST_QUOTE = 3;

/**
 * The blocks of a text.
 * @param {string} source
 * @returns {Block[]}
 */
export function parse(source, quotes = 0) {
  /** @type {(Block|Lines)[]} */
  const blocks = [];
  let rest = source.replaceAll("\r\n", "\n");
  while (rest) {
    const [block, length] = next(rest, quotes);
    add(blocks, block);
    rest = rest.slice(length);
  }
  return blocks.map(finished);
}

/**
 * The first block of a text, and how much of the text it takes.
 * @param {string} rest
 * @param {number} quotes
 * @returns {[Block|Lines, number]}
 */
function next(rest, quotes) {
  const fence = rest.startsWith("```") ? FENCE.exec(rest) : null;
  if (fence?.[2]) {
    const taken = fence[0].length + eaten(rest, fence[0].length);
    return [{ kind: "block", language: fence[1], text: fence[2] }, taken];
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

/**
 * @param {string} rest
 * @param {number} at
 */
const eaten = (rest, at) => (rest[at] === "\n" ? 1 : 0);

/**
 * @param {string} line
 * @param {number} quotes
 * @returns {Block|Lines}
 */
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

/**
 * @param {RegExpExecArray} item
 * @returns {Item}
 */
function listItem([, indent, sign, words]) {
  const number = /^\d/.test(sign) ? Number.parseInt(sign, 10) : null;
  return { depth: Math.min(3, Math.floor(indent.length / 2)), number, children: parseInline(words) };
}

/**
 * Lines of one kind that follow each other are one block.
 * @param {(Block|Lines)[]} blocks
 * @param {Block|Lines} block
 */
function add(blocks, block) {
  const last = blocks.at(-1);
  if (last?.kind === "list" && block.kind === "list" && goesOn(last.items, block.items[0])) {
    last.items.push(...block.items);
  } else if (last?.kind === block.kind && "lines" in last && "lines" in block) {
    last.lines.push(...block.lines);
  } else {
    blocks.push(block);
  }
}

/**
 * Numbers do not go on in a list of dots, nor dots in one of numbers, except further in.
 * @param {Item[]} items
 * @param {Item} item
 */
const goesOn = (items, item) => item.depth > 0 || (item.number === null) === (items[0].number === null);

/**
 * @param {Block|Lines} block
 * @returns {Block}
 */
function finished(block) {
  if (!("lines" in block)) return block;
  const words = block.lines.join("\n");
  if (block.kind === "paragraph") return { kind: "paragraph", children: parseInline(words) };
  return { kind: "quote", children: parse(words, block.quotes + 1) };
}
